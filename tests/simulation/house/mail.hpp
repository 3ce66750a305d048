// The mail of a simulated world: a sink that remembers every letter, and directories of people.
#pragma once

#include "ports/buyer_directory.hpp"
#include "ports/contact_directory.hpp"
#include "ports/mailer.hpp"
#include "simulation/house/journal.hpp"
#include "simulation/world/simulated_randomness.hpp"
#include "simulation/world/simulated_scheduler.hpp"

#include <map>
#include <memory>
#include <string>

namespace boxoffice::simulation {

/// Survives the crashes of those who write.
class PostOffice {
  public:
    PostOffice(SimulatedScheduler& scheduler, SimulatedRandomness randomness, Journal& journal);

    /// Per mille of letters that are refused, and that arrive although the answer is lost.
    void set_faults(int refused, int unanswered);
    /// How often each letter came, by its deduplication id.
    [[nodiscard]] const std::map<std::string, int>& received() const { return received_; }

  private:
    friend class Mailbag;
    friend class People;
    void deliver(const ports::Mail& mail, const std::weak_ptr<int>& sender,
                 std::function<void(std::optional<ports::MailFault>)> done);

    SimulatedScheduler& scheduler_;
    SimulatedRandomness randomness_;
    Journal& journal_;
    std::unique_ptr<ports::Executor> worker_;
    std::map<std::string, int> received_;
    int refused_ = 0;
    int unanswered_ = 0;
};

/// One process's way to the post office; answers that come after its end find nobody.
class Mailbag final : public ports::Mailer {
  public:
    explicit Mailbag(PostOffice& office) : office_(office) {}
    [[nodiscard]] std::string name() const override { return "smtp"; }
    void send(ports::Mail mail,
              std::function<void(std::optional<ports::MailFault> fault)> done) override {
        office_.deliver(mail, alive_, std::move(done));
    }

  private:
    PostOffice& office_;
    std::shared_ptr<int> alive_ = std::make_shared<int>(0);
};

/// Everybody has an address.
class People final : public ports::ContactDirectory {
  public:
    explicit People(PostOffice& office) : office_(office) {}
    void find(std::int64_t user_id, std::function<void(ports::ContactAnswer)> done) override;

  private:
    PostOffice& office_;
    std::shared_ptr<int> alive_ = std::make_shared<int>(0);
};

/// Whoever buys at the desk says who he is: his name ends with his number.
class Callers final : public ports::BuyerDirectory {
  public:
    void find_or_make(const ports::HttpRequest& request, ports::Buyer buyer,
                      std::function<void(ports::BuyerAnswer)> done) override;
};

}  // namespace boxoffice::simulation
