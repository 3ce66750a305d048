// Goal: a provider that answers nobody is noticed, and so is its return.
#include "contexts/payment/provider_watch.hpp"

#include "simulation/world/simulated_telemetry.hpp"

#include <gtest/gtest.h>

namespace boxoffice::payment {
namespace {

using namespace std::chrono_literals;

class Watch : public testing::Test {
  protected:
    void miss(int times) {
        for (int i = 0; i < times; ++i) watch.missed(now, "connection refused");
    }

    simulation::SimulatedMetrics metrics;
    simulation::SimulatedLog log;
    ProviderWatch watch{metrics, log};
    base::Instant now{};
};

TEST_F(Watch, SomeMissesAreNothing) {
    miss(ProviderWatch::misses_max - 1);
    EXPECT_FALSE(watch.refuses(now));
    watch.answered();
    miss(ProviderWatch::misses_max - 1);
    EXPECT_FALSE(watch.refuses(now)) << "only those in a row count";
}

TEST_F(Watch, ManyInARowAreAnAbsenceUntilTheNextAnswer) {
    miss(ProviderWatch::misses_max);
    EXPECT_TRUE(watch.refuses(now));
    miss(100);
    EXPECT_EQ(log.count("the payment provider does not answer; new charges wait"), 1);
    watch.answered();
    EXPECT_FALSE(watch.refuses(now));
    EXPECT_EQ(log.count("the payment provider answers again"), 1);
}

TEST_F(Watch, OneChargeAMinuteGoesToSeeThoughOthersGoOnMissing) {
    miss(ProviderWatch::misses_max);
    now += ProviderWatch::try_again_after - 1ms;
    miss(1);
    EXPECT_TRUE(watch.refuses(now));
    now += 1ms;
    EXPECT_FALSE(watch.refuses(now)) << "this one";
    EXPECT_TRUE(watch.refuses(now)) << "and no other";
    miss(1);
    now += ProviderWatch::try_again_after;
    EXPECT_FALSE(watch.refuses(now));
}

}  // namespace
}  // namespace boxoffice::payment
