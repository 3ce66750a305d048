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
};

class ContactDirectory {
  public:
    virtual ~ContactDirectory() = default;
    /// nullopt when that account is unknown or erased.
    virtual void find(std::int64_t user_id, std::function<void(std::optional<Contact>)> done) = 0;
};

}  // namespace boxoffice::ports
