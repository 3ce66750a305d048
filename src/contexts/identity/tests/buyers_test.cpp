// Goal: whoever buys at the desk is found by his address or made a guest, once for one sale.
#include "contexts/identity/tests/identity_bench.hpp"
#include "contracts/identity_events.hpp"

namespace boxoffice::identity {
namespace {

class Buyers : public IdentityBench {};

TEST_F(Buyers, ARegisteredAddressIsItsAccount) {
    ASSERT_EQ(post("/auth/register", minsu).status, 201);
    const auto found = buyer({.name = "Kim M.", .email = "minsu@EXAMPLE.org"});
    ASSERT_TRUE(found);
    EXPECT_EQ(*found, 1);
    EXPECT_EQ(contact(1).contact->name, "김민수") << "his own name stays";
    EXPECT_EQ(bench_.published<contracts::AccountRegistered>().size(), 1U);
}

TEST_F(Buyers, AnybodyElseBecomesAGuestOfHisOwn) {
    const ports::Buyer jane{.name = "Jane", .email = "jane@example.org", .language = "en"};
    const auto first = buyer(jane);
    const auto second = buyer(jane);
    ASSERT_TRUE(first && second);
    EXPECT_NE(*first, *second) << "an address is not a guest's alone: nobody inherits tickets";
    EXPECT_EQ(contact(*first).contact->email, "jane@example.org");
    EXPECT_EQ(contact(*first).contact->language, "en");
    const auto guests = bench_.published<contracts::AccountRegistered>();
    ASSERT_EQ(guests.size(), 2U);
    EXPECT_EQ(guests[0].role, "guest");
    EXPECT_EQ(post("/auth/login", R"({"email":"jane@example.org","password":""})").status, 401);
}

TEST_F(Buyers, AnAddressIsNotNeeded) {
    const auto found = buyer({.name = "somebody"});
    ASSERT_TRUE(found);
    EXPECT_EQ(contact(*found).contact->email, "");
    EXPECT_EQ(contact(*found).contact->name, "somebody");
}

TEST_F(Buyers, OneSaleIsOneBuyer) {
    const ports::Buyer jane{.name = "Jane"};
    const auto first = buyer(jane, "sale-1");
    restart({});
    const auto again = buyer(jane, "sale-1");
    ASSERT_TRUE(first && again);
    EXPECT_EQ(*first, *again);
    const auto other = buyer({.name = "Joe"}, "sale-1");
    ASSERT_FALSE(other);
    EXPECT_EQ(json_text(other.error(), "code"), "idempotency_key_reused");
}

TEST_F(Buyers, WrongFieldsAreNamedByTheirPlaceInTheSale) {
    const auto refused = buyer({.name = " ", .email = "nowhere", .language = "fr"});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().status, 422);
    for (const auto* field : {"buyer.name", "buyer.email", "buyer.language"}) {
        EXPECT_TRUE(has(refused.error(), field)) << field;
    }
    EXPECT_TRUE(bench_.published<contracts::AccountRegistered>().empty());
}

}  // namespace
}  // namespace boxoffice::identity
