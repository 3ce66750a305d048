// Goal: the codec writes the published names and reads tolerantly, naming every wrong field at
// once.
#include "contracts/codec.hpp"

#include "contracts/codec_definition.hpp"
#include "contracts/events.hpp"

#include <boost/describe/enum.hpp>
#include <gtest/gtest.h>

namespace boxoffice::contracts {
namespace {

enum class Colour { red, deep_blue };
BOOST_DESCRIBE_ENUM(Colour, red, deep_blue)

struct Painted {
    Colour colour = Colour::red;
};
BOOST_DESCRIBE_STRUCT(Painted, (), (colour))

struct Stored {
    Colour colour = Colour::deep_blue;
    std::string name;
    int count = 3;
    std::vector<int> numbers;
};
BOOST_DESCRIBE_STRUCT(Stored, (), (colour, name, count, numbers))

}  // namespace

template <>
inline constexpr bool is_sparse<Stored> = true;

namespace {

using namespace std::chrono_literals;

TEST(Codec, WritesWireNamesAndLeavesEmptyOptionalsOut) {
    const SeatReleaseRequested event{
        .reservation_id = {7}, .performance_id = {3}, .reason = "can\"cel\n"};
    EXPECT_EQ(encode(event), R"({"reservationId":7,"performanceId":3,"reason":"can\"cel\n"})");
}

TEST(Codec, LeavesDefaultsOutOfSparseTypes) {
    EXPECT_EQ(encode(Stored{}), "{}");
    EXPECT_EQ(encode(Stored{.colour = Colour::red, .count = 4, .numbers = {1}}),
              R"({"colour":"red","count":4,"numbers":[1]})");
    const auto decoded = decode<Stored>(R"({"name":"x"})");
    ASSERT_TRUE(decoded);
    EXPECT_EQ(decoded->name, "x");
    EXPECT_EQ(decoded->colour, Colour::deep_blue);
    EXPECT_EQ(decoded->count, 3);
}

TEST(Codec, ReadsBackWhatItWrote) {
    const SeatHeld event{.reservation_id = {7},
                         .performance_id = {3},
                         .seat_id = {11},
                         .seats = {{{11}}, {{12}}},
                         .epoch = 4,
                         .until = base::Instant{1'700'000'000'123ms}};
    const auto decoded = decode<SeatHeld>(encode(event));
    ASSERT_TRUE(decoded);
    EXPECT_EQ(encode(*decoded), encode(event));
    EXPECT_NE(encode(event).find("\"until\":\"2023-11-14T22:13:20.123Z\""), std::string::npos);
}

TEST(Codec, SkipsUnknownFieldsAndNamesEveryWrongOne) {
    const auto decoded = decode<SeatHeld>(
        R"({"reservationId":"x","performanceId":3,"future":{},"seats":[{"seatId":1.5}],"epoch":1,)"
        R"("until":"soon"})");
    ASSERT_FALSE(decoded);
    const std::vector<FieldError> expected{{"reservationId", "not_an_integer"},
                                           {"seatId", "missing"},
                                           {"seats[0].seatId", "not_an_integer"},
                                           {"until", "not_an_rfc3339_time"}};
    EXPECT_EQ(decoded.error().errors, expected);
}

TEST(Codec, RefusesTheZeroCharacterHoweverItIsHidden) {
    const auto name_of = [](const std::string& escaped) {
        const auto decoded = decode<Stored>("{\"name\":\"" + escaped + "\"}");
        return decoded ? decoded.value().name : decoded.error().errors.front().reason;
    };
    EXPECT_EQ(name_of("a\\u0000b"), "has_a_zero_character");
    EXPECT_EQ(name_of("\\\\\\u0000"), "has_a_zero_character");
    EXPECT_EQ(name_of("\\\\u0000"), "\\u0000");
    EXPECT_EQ(name_of("\\u0001"), "\x01");
}

TEST(Codec, RefusesWhatIsNoJson) {
    const auto decoded = decode<SeatHeld>("{");
    ASSERT_FALSE(decoded);
    EXPECT_EQ(decoded.error().errors.front().reason, "not_json");
}

TEST(Codec, WritesAndReadsEnumerationsByName) {
    EXPECT_EQ(encode(Painted{Colour::deep_blue}), R"({"colour":"deep_blue"})");
    const auto painted = decode<Painted>(R"({"colour":"deep_blue"})");
    ASSERT_TRUE(painted);
    EXPECT_EQ(painted->colour, Colour::deep_blue);
    const auto unknown = decode<Painted>(R"({"colour":"green"})");
    ASSERT_FALSE(unknown);
    const std::vector<FieldError> expected{{"colour", "not_a_known_value"}};
    EXPECT_EQ(unknown.error().errors, expected);
}

TEST(EventNames, AreThoseOfTheStructs) {
    EXPECT_EQ(event_type<ReservationPlaced>, "ReservationPlaced");
    EXPECT_EQ(event_type<SeatAlreadySold>, "SeatAlreadySold");
}

}  // namespace
}  // namespace boxoffice::contracts
