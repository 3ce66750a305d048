// Goal: what the clock on the wall shows is the right moment, and the right day. Expected values
// are those of the IANA database.
#include "base/time_zone.hpp"

#include <gtest/gtest.h>

namespace boxoffice::base {
namespace {

Instant at(const char* text) {
    return *parse_rfc3339(text);
}

Instant in_zone(const char* zone, const char* date, const char* time) {
    return to_instant(*parse_date(date) + *parse_time_of_day(time), *find_time_zone(zone));
}

TEST(TimeZone, KnowsSummerTime) {
    EXPECT_EQ(in_zone("Europe/Vienna", "2026-07-01", "19:30"), at("2026-07-01T17:30:00Z"));
    EXPECT_EQ(in_zone("Europe/Vienna", "2026-12-01", "19:30"), at("2026-12-01T18:30:00Z"));
    EXPECT_EQ(in_zone("Europe/London", "2026-03-28", "19:30"), at("2026-03-28T19:30:00Z"));
    EXPECT_EQ(in_zone("Europe/London", "2026-03-29", "19:30"), at("2026-03-29T18:30:00Z"));
    EXPECT_EQ(in_zone("America/New_York", "2026-03-07", "19:30"), at("2026-03-08T00:30:00Z"));
    EXPECT_EQ(in_zone("America/New_York", "2026-03-08", "19:30"), at("2026-03-08T23:30:00Z"));
    EXPECT_EQ(in_zone("America/New_York", "2026-11-01", "19:30"), at("2026-11-02T00:30:00Z"));
    EXPECT_EQ(in_zone("Asia/Kolkata", "2026-11-01", "19:30"), at("2026-11-01T14:00:00Z"));
    EXPECT_EQ(in_zone("-03:30", "2026-11-01", "19:30"), at("2026-11-01T23:00:00Z"));
}

TEST(TimeZone, SkippedHoursMoveOnAndRepeatedOnesAreTheFirst) {
    EXPECT_EQ(in_zone("Europe/Berlin", "2026-03-29", "01:59"), at("2026-03-29T00:59:00Z"));
    EXPECT_EQ(in_zone("Europe/Berlin", "2026-03-29", "02:30"), at("2026-03-29T01:30:00Z"));
    EXPECT_EQ(in_zone("Europe/Berlin", "2026-03-29", "03:00"), at("2026-03-29T01:00:00Z"));
    EXPECT_EQ(in_zone("Europe/Berlin", "2026-10-25", "02:30"), at("2026-10-25T00:30:00Z"));
    EXPECT_EQ(in_zone("Europe/Berlin", "2026-10-25", "03:00"), at("2026-10-25T02:00:00Z"));
}

TEST(TimeZone, TellsTheDayOnTheWall) {
    const auto day = [](const char* zone, const char* instant) {
        return to_local_date(at(instant), *find_time_zone(zone));
    };
    const auto date = [](const char* text) { return *parse_date(text); };
    EXPECT_EQ(day("Asia/Seoul", "2026-12-01T14:59:59.999Z"), date("2026-12-01"));
    EXPECT_EQ(day("Asia/Seoul", "2026-12-01T15:00:00Z"), date("2026-12-02"));
    EXPECT_EQ(day("Europe/Vienna", "2026-07-01T21:59:59.999Z"), date("2026-07-01"));
    EXPECT_EQ(day("Europe/Vienna", "2026-07-01T22:00:00Z"), date("2026-07-02"));
    EXPECT_EQ(day("Europe/Vienna", "2026-12-01T22:59:59.999Z"), date("2026-12-01"));
    EXPECT_EQ(day("Europe/Vienna", "2026-12-01T23:00:00Z"), date("2026-12-02"));
    EXPECT_EQ(day("America/New_York", "2026-07-01T03:59:59Z"), date("2026-06-30"));
    EXPECT_EQ(day("America/New_York", "2026-07-01T04:00:00Z"), date("2026-07-01"));
    EXPECT_EQ(day("-03:30", "2026-12-01T03:29:59Z"), date("2026-11-30"));
}

TEST(TimeZone, RefusesWhatItDoesNotKnow) {
    for (const char* name : {"", "KST", "Asia", "+9", "+09", "+15:00", "09:00", "+0a:00"}) {
        EXPECT_FALSE(find_time_zone(name)) << name;
    }
    for (const char* date :
         {"", "2026-2-1", "2026-02-30", "20260201", "1800-01-01", "abcd-ef-gh"}) {
        EXPECT_FALSE(parse_date(date)) << date;
    }
    for (const char* time : {"", "24:00", "9:30", "19.30", "19:60"}) {
        EXPECT_FALSE(parse_time_of_day(time)) << time;
    }
}

}  // namespace
}  // namespace boxoffice::base
