// Where a person can be reached. Addresses stay in identity; events carry ids only.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

namespace boxoffice::ports {

struct Contact {
    std::string name;
    std::string email;
    std::string language;  ///< "ko" or "en"
    /// Of a guest, who has no password: what opens his bookings, for a link in a letter to him and
    /// for nothing else. Nothing for everybody else.
    std::optional<std::string> guest_code{};
};

/// Without a fault and without a contact: that account is unknown or erased, and will stay so.
struct ContactAnswer {
    std::optional<Contact> contact;
    std::optional<std::string> fault;  ///< the directory could not be asked; try again
};

class ContactDirectory {
  public:
    virtual ~ContactDirectory() = default;
    /// `done` comes from any thread, once.
    virtual void find(std::int64_t user_id, std::function<void(ContactAnswer)> done) = 0;
};

}  // namespace boxoffice::ports
