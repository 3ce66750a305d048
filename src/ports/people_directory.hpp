// Who people are, for staff who look for a buyer or read a list of them. Names and addresses stay
// in identity; events and other contexts know ids only.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace boxoffice::ports {

struct Person {
    std::int64_t user_id = 0;
    std::string name;
    std::string email;
    std::string role;  ///< guest, customer, boxoffice or admin
};

struct PeopleAnswer {
    std::vector<Person> people;        ///< in order of id; nobody who was erased
    bool is_complete = true;           ///< false: there are more than were asked for
    std::optional<std::string> fault;  ///< the directory could not be asked; try again
};

class PeopleDirectory {
  public:
    virtual ~PeopleDirectory() = default;
    /// At most `count_max` of those whose name or address has `text` in it, capital letters or not.
    /// `done` comes from any thread, once.
    virtual void search(std::string text, std::size_t count_max,
                        std::function<void(PeopleAnswer)> done) = 0;
    /// Those of `user_ids` who are known. `done` comes from any thread, once.
    virtual void find_all(std::vector<std::int64_t> user_ids,
                          std::function<void(PeopleAnswer)> done) = 0;
};

}  // namespace boxoffice::ports
