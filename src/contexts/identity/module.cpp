#include "contexts/identity/module.hpp"

#include "contexts/identity/sql/schema.hpp"
#include "eventing/http_command.hpp"
#include "eventing/schema.hpp"

#include <utility>

namespace boxoffice::identity {
namespace {

/// Makes one account that the system begins with; `made` says whether it did. Replicas that start
/// together all try: the address is unique, and the others find it taken.
class BootstrapJob final : public eventing::Job {
  public:
    BootstrapJob(Accounts& accounts, CreateAccount command, std::function<void()> made)
        : accounts_(accounts), command_(std::move(command)), made_(std::move(made)) {}

    void declare() override { accounts_.declare(command_); }
    void decide(eventing::UnitOfWork& work) override {
        is_made_ = accounts_.decide(command_, work).status == 201;
    }
    void settle() override {
        if (is_made_) made_();
    }
    void fail(const eventing::Failure&) override {}

  private:
    Accounts& accounts_;
    CreateAccount command_;
    std::function<void()> made_;
    bool is_made_ = false;
};

}  // namespace

Module::Module(const eventing::Environment& environment, Options options,
               const Cryptography& cryptography)
    : options_(std::move(options)),
      tokens_(cryptography.access_signer, cryptography.refresh_signer, options_.lifetimes),
      accounts_(store_, revoked_, options_.lifetimes),
      signer_(cryptography.access_signer),
      passwords_(cryptography.passwords),
      builtin_(cryptography.access_verifier, revoked_, environment.clock),
      kernel_("identity", eventing::migrated(environment, migrations()), store_),
      contacts_(kernel_, accounts_, options_.is_open),
      people_(kernel_.environment()),
      buyers_(kernel_, accounts_),
      revocations_(kernel_.environment()),
      follower_(revocations_, revoked_, options_.lifetimes, kernel_.environment().clock,
                kernel_.environment().scheduler),
      queries_("identity-read", kernel_.environment()),
      searches_("identity-search", kernel_.environment()),
      account_routes_(kernel_, accounts_, searches_),
      credentials_(kernel_.environment(), cryptography.passwords, options_.login_limits) {
    kernel_.on_deadline(sweep_due, accounts_,
                        [](const eventing::DueRow&) { return SweepSessions{}; });
}

std::vector<std::pair<std::string, std::string>> Module::listens_to() const {
    return kernel_.handlers().listened();
}

void Module::start() {
    load_revoked();
    kernel_.start();
    if (options_.has_replicas) follower_.start();
    kernel_.submit_internal(eventing::make_job(accounts_, SweepSessions{}));
    make_bootstrap_accounts();
}

ports::Authenticator& Module::authenticator() {
    if (options_.is_open) return open_;
    return builtin_;
}

void Module::load_revoked() {
    const auto now = kernel_.environment().clock.now();
    const auto remembered = options_.lifetimes.access + clock_skew_max;
    const auto session = kernel_.environment().database.open_reader();
    for (const auto& revoked : read_revoked(*session, now - remembered)) {
        revoked_.add(revoked, now + remembered, now);
    }
}

void Module::make_bootstrap_accounts() {
    if (options_.bootstrap.empty()) return;
    const auto session = kernel_.environment().database.open_reader();
    for (auto account : options_.bootstrap) {
        if (read_account_of_login(*session, login_key(account.email))) continue;
        auto& randomness = kernel_.environment().randomness;
        if (account.password.empty()) account.password = randomness.token().substr(0, 20);
        CreateAccount command{.role = account.role,
                              .email = account.email,
                              .name = account.name,
                              .language = "ko",
                              .password_hash = passwords_.hash(account.password),
                              .session_id = randomness.token(),
                              .answer_language = {}};
        kernel_.submit_internal(std::make_unique<BootstrapJob>(
            accounts_, std::move(command), [this, account = std::move(account)] {
                if (options_.announce) options_.announce(account);
            }));
    }
}

}  // namespace boxoffice::identity
