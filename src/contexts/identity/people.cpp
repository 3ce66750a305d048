#include "contexts/identity/people.hpp"

#include "base/fault.hpp"
#include "contexts/identity/account_queries.hpp"

#include <algorithm>
#include <utility>

namespace boxoffice::identity {
namespace {

ports::Person person_of(const Account& account) {
    return {.user_id = account.user_id.value,
            .name = account.name,
            .email = account.email,
            .role = std::string{to_text(account.role)}};
}

}  // namespace

People::People(const eventing::Environment& environment)
    : environment_(environment), worker_(environment.scheduler.make_worker("identity-people")) {}

People::~People() = default;

void People::search(std::string text, std::size_t count_max,
                    std::function<void(ports::PeopleAnswer)> done) {
    const auto read = [text = std::move(text), count_max](ports::SqlSession& sql) {
        ports::PeopleAnswer found;
        for (const auto& account : search_accounts(sql, text, count_max + 1)) {
            found.people.push_back(person_of(account));
        }
        found.is_complete = found.people.size() <= count_max;
        if (!found.is_complete) found.people.pop_back();
        return found;
    };
    answer(read, std::move(done));
}

void People::find_all(std::vector<std::int64_t> user_ids,
                      std::function<void(ports::PeopleAnswer)> done) {
    std::sort(user_ids.begin(), user_ids.end());
    user_ids.erase(std::unique(user_ids.begin(), user_ids.end()), user_ids.end());
    const auto read = [user_ids = std::move(user_ids)](ports::SqlSession& sql) {
        ports::PeopleAnswer found;
        for (const auto& account : read_accounts(sql, user_ids)) {
            if (!account.erased_at) found.people.push_back(person_of(account));
        }
        return found;
    };
    answer(read, std::move(done));
}

void People::answer(Read read, std::function<void(ports::PeopleAnswer)> done) {
    worker_->post([this, read = std::move(read), done = std::move(done)] {
        ports::PeopleAnswer found;
        try {
            if (!session_) session_ = environment_.database.open_reader();
            found = read(*session_);
        } catch (const base::InfrastructureFault& fault) {
            session_.reset();
            found = {.people = {}, .is_complete = true, .fault = fault.what()};
        }
        done(std::move(found));
    });
}

}  // namespace boxoffice::identity
