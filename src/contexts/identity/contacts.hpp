// Identity's answer to "where can this person be reached?", and by which link a guest comes back.
#pragma once

#include "contexts/identity/commands.hpp"
#include "eventing/context_module.hpp"
#include "ports/contact_directory.hpp"

#include <memory>

namespace boxoffice::identity {

/// Reads committed accounts on a thread of its own. A guest's code is made when he is first asked
/// for: whoever is never written to has none that could be stolen.
class Contacts final : public ports::ContactDirectory {
  public:
    /// In open mode users need no account: `invents_unknown` gives those an address under
    /// `.invalid`, so that the notices of a local game can be read in its Maildir.
    /// `kernel` and `accounts` must outlive this; the database must be migrated.
    Contacts(eventing::ContextKernel& kernel, Accounts& accounts, bool invents_unknown);
    ~Contacts() override;

    void find(std::int64_t user_id, std::function<void(ports::ContactAnswer)> done) override;

  private:
    using Done = std::function<void(ports::ContactAnswer)>;
    void answer(std::int64_t user_id, Done done);
    [[nodiscard]] std::optional<Account> read(std::int64_t user_id);

    eventing::ContextKernel& kernel_;
    Accounts& accounts_;
    bool invents_unknown_;
    std::unique_ptr<ports::SqlSession> session_;
    std::unique_ptr<ports::Executor> worker_;  ///< last: its tasks use everything above
};

}  // namespace boxoffice::identity
