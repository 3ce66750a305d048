// Goal: operators see what the provider was asked for, what it said, and how soon.
// Method: the real module on a simulated world; the test plays the provider.
#include "contexts/payment/tests/payment_bench.hpp"

namespace boxoffice::payment::tests {
namespace {

class Meter : public Payments {
  protected:
    std::int64_t answers(const std::string& asked, const std::string& outcome) {
        return bench.metrics().value("boxoffice_provider_answers_total{asked=\"" + asked +
                                     "\",outcome=\"" + outcome + "\"}");
    }
    ports::Histogram& took(const std::string& asked) {
        return bench.metrics().histogram("boxoffice_provider_answer_seconds",
                                         "asked=\"" + asked + "\"", "");
    }
};

TEST_F(Meter, AnAnswerIsCountedWithItsTime) {
    request(1, "card");
    const auto confirm = take("confirm");
    bench.run_for(2s);
    EXPECT_EQ(answers("confirm", "captured"), 0);
    answer(confirm, captured);
    EXPECT_EQ(answers("confirm", "captured"), 1);
    EXPECT_GE(took("confirm").sum(), 2s);
    EXPECT_LE(took("confirm").sum(), 5s) << "and what the bench takes besides";
}

TEST_F(Meter, NoAnswerIsUnknown) {
    request(1, "card");
    answer(take("confirm"), unknown);
    EXPECT_EQ(answers("confirm", "unknown"), 1);
    EXPECT_EQ(answers("confirm", "captured"), 0);
}

TEST_F(Meter, RefundsAreCountedToo) {
    capture(1);
    request_refund(1, 1, 90'000);
    ASSERT_FALSE(gateway.refunds.empty());
    const auto refund = std::move(gateway.refunds.front());
    gateway.refunds.pop_front();
    refund.done({ports::RefundOutcome::refused, "too_late"});
    EXPECT_EQ(answers("refund", "refused"), 1);
}

}  // namespace
}  // namespace boxoffice::payment::tests
