// Identity's answer to "who is that?" and "whose name is it?".
#pragma once

#include "eventing/environment.hpp"
#include "ports/people_directory.hpp"

#include <functional>
#include <memory>

namespace boxoffice::identity {

/// Reads committed accounts on a thread of its own: a search looks at every account, and letters
/// must not wait for it.
class People final : public ports::PeopleDirectory {
  public:
    /// `environment` must outlive this; its database must be migrated.
    explicit People(const eventing::Environment& environment);
    ~People() override;

    void search(std::string text, std::size_t count_max,
                std::function<void(ports::PeopleAnswer)> done) override;
    void find_all(std::vector<std::int64_t> user_ids,
                  std::function<void(ports::PeopleAnswer)> done) override;

  private:
    using Read = std::function<ports::PeopleAnswer(ports::SqlSession&)>;
    void answer(Read read, std::function<void(ports::PeopleAnswer)> done);

    const eventing::Environment& environment_;
    std::unique_ptr<ports::SqlSession> session_;
    std::unique_ptr<ports::Executor> worker_;  ///< last: its tasks use everything above
};

}  // namespace boxoffice::identity
