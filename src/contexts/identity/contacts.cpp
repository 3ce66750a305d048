#include "contexts/identity/contacts.hpp"

#include "base/fault.hpp"
#include "contexts/identity/store.hpp"
#include "ports/trace_context.hpp"

#include <utility>

namespace boxoffice::identity {
namespace {

ports::ContactAnswer answer_of(const Account& account) {
    ports::Contact contact{account.name, account.email, account.language};
    if (!account.guest_code.empty()) contact.guest_code = account.guest_code;
    return {.contact = std::move(contact), .fault = {}};
}

ports::ContactAnswer invented(std::int64_t user_id) {
    const auto number = std::to_string(user_id);
    return {
        .contact = ports::Contact{"User " + number, "user-" + number + "@boxoffice.invalid", "ko"},
        .fault = {}};
}

bool lacks_code(const Account& account) {
    return account.role == Role::guest && !account.email.empty() && account.guest_code.empty();
}

/// Gives a guest his code, and answers once it is stored.
class GuestCodeJob final : public eventing::Job {
  public:
    GuestCodeJob(Accounts& accounts, GiveGuestCode command,
                 std::function<void(ports::ContactAnswer)> done)
        : accounts_(accounts), command_(std::move(command)), done_(std::move(done)) {}

    void declare() override { accounts_.declare(command_); }
    void decide(eventing::UnitOfWork& work) override {
        const auto account = accounts_.decide(command_, work);
        answer_ = account ? answer_of(*account) : ports::ContactAnswer{};
    }
    void settle() override { done_(std::move(answer_)); }
    void fail(const eventing::Failure& failure) override {
        done_({.contact = {}, .fault = failure.what});
    }
    void describe(ports::Span& span) const override {
        eventing::describe_command<GiveGuestCode>(span);
    }

  private:
    Accounts& accounts_;
    GiveGuestCode command_;
    std::function<void(ports::ContactAnswer)> done_;
    ports::ContactAnswer answer_;
};

}  // namespace

Contacts::Contacts(eventing::ContextKernel& kernel, Accounts& accounts, bool invents_unknown)
    : kernel_(kernel),
      accounts_(accounts),
      invents_unknown_(invents_unknown),
      worker_(kernel.environment().scheduler.make_worker("identity-find")) {}

Contacts::~Contacts() = default;

void Contacts::find(std::int64_t user_id, Done done) {
    worker_->post([this, user_id, done = ports::keep_trace(std::move(done))]() mutable {
        answer(user_id, std::move(done));
    });
}

void Contacts::answer(std::int64_t user_id, Done done) {
    std::optional<Account> account;
    try {
        account = read(user_id);
    } catch (const base::InfrastructureFault& fault) {
        session_.reset();
        return done({.contact = {}, .fault = fault.what()});
    }
    if (!account) return done(invents_unknown_ ? invented(user_id) : ports::ContactAnswer{});
    if (account->erased_at) return done({});
    if (!lacks_code(*account)) return done(answer_of(*account));
    GiveGuestCode command{.user_id = account->user_id,
                          .secret = kernel_.environment().randomness.token()};
    kernel_.submit_internal(
        std::make_unique<GuestCodeJob>(accounts_, std::move(command), std::move(done)));
}

std::optional<Account> Contacts::read(std::int64_t user_id) {
    if (!session_) session_ = kernel_.environment().database.open_reader();
    return read_account(*session_, {user_id});
}

}  // namespace boxoffice::identity
