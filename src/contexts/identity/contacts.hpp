// Identity's answer to "where can this person be reached?".
#pragma once

#include "contexts/identity/account.hpp"
#include "eventing/environment.hpp"
#include "ports/contact_directory.hpp"

#include <memory>

namespace boxoffice::identity {

/// Reads committed accounts on a thread of its own.
class Contacts final : public ports::ContactDirectory {
  public:
    /// In open mode users need no account: `invents_unknown` gives those an address under
    /// `.invalid`, so that the notices of a local game can be read in its Maildir.
    /// `environment` must outlive this; its database must be migrated.
    Contacts(const eventing::Environment& environment, bool invents_unknown);
    ~Contacts() override;

    void find(std::int64_t user_id, std::function<void(ports::ContactAnswer)> done) override;

  private:
    [[nodiscard]] ports::ContactAnswer read(std::int64_t user_id);

    const eventing::Environment& environment_;
    bool invents_unknown_;
    std::unique_ptr<ports::SqlSession> session_;
    std::unique_ptr<ports::Executor> worker_;  ///< last: its tasks use everything above
};

}  // namespace boxoffice::identity
