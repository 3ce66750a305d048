#include "contexts/identity/contacts.hpp"

#include "base/fault.hpp"
#include "contexts/identity/store.hpp"
#include "ports/trace_context.hpp"

#include <utility>

namespace boxoffice::identity {

Contacts::Contacts(const eventing::Environment& environment, bool invents_unknown)
    : environment_(environment),
      invents_unknown_(invents_unknown),
      worker_(environment.scheduler.make_worker("identity-find")) {}

Contacts::~Contacts() = default;

void Contacts::find(std::int64_t user_id, std::function<void(ports::ContactAnswer)> done) {
    worker_->post([this, user_id, done = ports::keep_trace(std::move(done))]() mutable {
        done(read(user_id));
    });
}

ports::ContactAnswer Contacts::read(std::int64_t user_id) {
    try {
        if (!session_) session_ = environment_.database.open_reader();
        const auto account = read_account(*session_, {user_id});
        if (account && !account->erased_at) {
            return {.contact = ports::Contact{account->name, account->email, account->language},
                    .fault = {}};
        }
        if (account || !invents_unknown_) return {};
        const auto number = std::to_string(user_id);
        return {.contact =
                    ports::Contact{"User " + number, "user-" + number + "@boxoffice.invalid", "ko"},
                .fault = {}};
    } catch (const base::InfrastructureFault& fault) {
        session_.reset();
        return {.contact = {}, .fault = fault.what()};
    }
}

}  // namespace boxoffice::identity
