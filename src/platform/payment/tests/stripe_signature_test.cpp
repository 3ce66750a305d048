// Goal: only who knows the secret, and only now, is believed to be Stripe.
#include "platform/payment/stripe_signature.hpp"

#include "platform/crypto/hmac_sha256.hpp"

#include <gtest/gtest.h>

namespace boxoffice::platform::payment {
namespace {

using namespace std::chrono_literals;

const base::Instant now{std::chrono::seconds{1'700'000'000}};
const std::string body = R"({"id":"evt_1"})";
const std::vector<std::string> secrets{"whsec_1"};

std::string code(const std::string& secret, const std::string& time = "1700000000") {
    return hmac_sha256_hex(secret, time + "." + body);
}

std::string_view fault(const std::string& header, base::Instant at = now) {
    return stripe_signature_fault(header, body, secrets, at);
}

TEST(StripeSignature, FitsWithinFiveMinutesEitherWay) {
    const auto header = "t=1700000000,v1=" + code("whsec_1");
    EXPECT_EQ(fault(header), "");
    EXPECT_EQ(fault(header, now + 300s), "");
    EXPECT_EQ(fault(header, now + 300s + 1ms), "signature_too_old");
    EXPECT_EQ(fault(header, now - 300s), "");
    EXPECT_EQ(fault(header, now - 301s), "signature_too_old");
}

TEST(StripeSignature, OneOfSeveralIsEnough) {
    const auto right = code("whsec_1");
    EXPECT_EQ(fault("t=1700000000,v1=" + code("x") + ",v1=" + right + ",v0=abc"), "");
    EXPECT_EQ(fault("v1=" + right + ",t=1700000000"), "");
    std::string many = "t=1700000000";
    for (int i = 0; i < 10; ++i) many += ",v1=" + code("x");
    EXPECT_EQ(fault(many + ",v1=" + right), "signature_wrong") << "so many are not looked at";
}

TEST(StripeSignature, NothingElseFits) {
    const auto right = code("whsec_1");
    EXPECT_EQ(fault(""), "no_signature");
    EXPECT_EQ(fault("t=1700000000"), "no_signature");
    EXPECT_EQ(fault("v1=" + right), "no_signature");
    EXPECT_EQ(fault("t=1700000000,v0=" + right), "no_signature") << "another scheme";
    EXPECT_EQ(fault("t=17000000x0,v1=" + right), "no_signature");
    EXPECT_EQ(fault("t=-1700000000,v1=" + right), "no_signature");
    EXPECT_EQ(fault("t=99999999999999999999,v1=" + right), "no_signature");
    EXPECT_EQ(fault("t=1700000001,v1=" + right), "signature_wrong") << "the time is signed too";
    EXPECT_EQ(fault("t=1700000000,v1=" + code("whsec_2")), "signature_wrong");
    EXPECT_EQ(fault("t=1700000000,v1=" + right.substr(1)), "signature_wrong");
    EXPECT_EQ(fault("t=1700000000,v1="), "signature_wrong");
    EXPECT_EQ(stripe_signature_fault("t=1700000000,v1=" + code(""), body, {}, now),
              "signature_wrong")
        << "no secret, no belief";
}

TEST(StripeSignature, SecretsAreSplitWhereverOneEnds) {
    EXPECT_EQ(split_secrets("a"), (std::vector<std::string>{"a"}));
    EXPECT_EQ(split_secrets("a,b, c\nd\n"), (std::vector<std::string>{"a", "b", "c", "d"}));
    EXPECT_TRUE(split_secrets(" ,\n").empty());
}

}  // namespace
}  // namespace boxoffice::platform::payment
