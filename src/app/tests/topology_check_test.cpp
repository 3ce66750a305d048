// Goal: a module that differs from the topology is named, so that a wrong map stops the start.
#include "app/topology_check.hpp"

#include "app/topology.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace boxoffice::app {
namespace {

using Listened = std::vector<std::pair<std::string, std::string>>;

/// Says of itself what a test wants.
class FakeModule final : public eventing::ContextModule {
  public:
    FakeModule(std::string name, Listened listened, std::vector<std::string> patterns)
        : name_(std::move(name)), listened_(std::move(listened)), patterns_(std::move(patterns)) {}

    std::string_view name() const override { return name_; }
    std::vector<ports::Route> routes() override {
        std::vector<ports::Route> routes;
        for (const auto& pattern : patterns_) {
            routes.push_back({ports::HttpMethod::get, pattern, ports::Access::everyone, {}});
        }
        return routes;
    }
    Listened listens_to() const override { return listened_; }
    void start() override {}
    void stop() override {}

  private:
    std::string name_;
    Listened listened_;
    std::vector<std::string> patterns_;
};

std::vector<std::string> differences_of(const std::string& name, const Listened& listened,
                                        const std::vector<std::string>& patterns) {
    std::vector<std::unique_ptr<eventing::ContextModule>> modules;
    modules.push_back(std::make_unique<FakeModule>(name, listened, patterns));
    return topology_differences(modules);
}

const Listened payment_listens{{"reservation", "PaymentRequested"},
                               {"reservation", "RefundRequested"},
                               {"reservation", "RefundRecorded"},
                               {"reservation", "ReservationCompleted"},
                               {"reservation", "ReservationCancelCompleted"}};

TEST(TopologyCheck, IsContentWithAModuleThatFits) {
    EXPECT_EQ(differences_of("payment", payment_listens,
                             {"/payments", "/payments/{id}", "/payments/webhooks/{provider}"}),
              std::vector<std::string>{});
    EXPECT_EQ(differences_of("gateway", {}, {"/"}), std::vector<std::string>{});
}

TEST(TopologyCheck, NamesAContextThatItDoesNotKnow) {
    EXPECT_EQ(differences_of("cloakroom", {}, {}),
              std::vector<std::string>{"topology has no context cloakroom"});
}

TEST(TopologyCheck, NamesAnEventThatIsNotListenedTo) {
    auto listened = payment_listens;
    listened.erase(listened.begin() + 1);
    EXPECT_EQ(
        differences_of("payment", listened, {}),
        std::vector<std::string>{"payment does not listen to RefundRequested of reservation"});
}

TEST(TopologyCheck, NamesAnEventOfTheWrongPublisher) {
    auto listened = payment_listens;
    listened.front().first = "musical";
    EXPECT_EQ(differences_of("payment", listened, {}),
              (std::vector<std::string>{
                  "payment does not listen to PaymentRequested of reservation",
                  "payment listens to PaymentRequested of musical, which topology does not say"}));
}

TEST(TopologyCheck, NamesAPathOfSomebodyElse) {
    const auto differences = differences_of("payment", payment_listens,
                                            {"/payments/{id}", "/seats", "/paymentsandmore"});
    EXPECT_EQ(differences, (std::vector<std::string>{
                               "payment serves /seats, which topology does not say",
                               "payment serves /paymentsandmore, which topology does not say"}));
}

}  // namespace
}  // namespace boxoffice::app
