// What is played, where and when: musicals, venues and performances, and what is wrong with a
// request.
#pragma once

#include "base/clock.hpp"
#include "base/money.hpp"
#include "base/result.hpp"
#include "contexts/musical/domain/refund_policy.hpp"
#include "contexts/musical/domain/seating_plan.hpp"
#include "contracts/codec.hpp"
#include "contracts/ids.hpp"

#include <boost/describe/class.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace boxoffice::musical {

using contracts::MusicalId;
using contracts::PerformanceId;
using contracts::VenueId;
using FieldErrors = std::vector<contracts::FieldError>;

struct GradePrice {
    std::string grade;
    base::Money price;
    friend bool operator==(const GradePrice&, const GradePrice&) = default;
};
BOOST_DESCRIBE_STRUCT(GradePrice, (), (grade, price))

struct CastMember {
    std::string role;
    std::string actor;
    friend bool operator==(const CastMember&, const CastMember&) = default;
};
BOOST_DESCRIBE_STRUCT(CastMember, (), (role, actor))

/// What staff say of a musical. Dates are local, YYYY-MM-DD; `name` and `description` are in the
/// house's language, the `_en` members in English.
struct MusicalDetails {
    std::string name;
    std::string start_date;
    std::string end_date;
    std::optional<std::string> name_en;
    std::optional<std::string> description;
    std::optional<std::string> description_en;
    std::optional<VenueId> venue_id;
    std::optional<std::string> poster_url;
    std::optional<int> running_minutes;
    std::optional<int> age_limit;
    std::vector<GradePrice> grades;
    std::optional<RefundPolicy> refund_policy;  ///< absent = the legal standard
    std::vector<CastMember> cast;  ///< who plays what in the run; each performance has its own
    friend bool operator==(const MusicalDetails&, const MusicalDetails&) = default;
};
BOOST_DESCRIBE_STRUCT(MusicalDetails, (),
                      (name, start_date, end_date, name_en, description, description_en, venue_id,
                       poster_url, running_minutes, age_limit, grades, refund_policy, cast))

struct Musical {
    MusicalId id;
    MusicalDetails details;
    friend bool operator==(const Musical&, const Musical&) = default;
};

struct VenueDetails {
    std::string name;
    std::optional<std::string> name_en;
    std::optional<std::string> time_zone;  ///< absent = the house's
    SeatingPlan plan;
    friend bool operator==(const VenueDetails&, const VenueDetails&) = default;
};
BOOST_DESCRIBE_STRUCT(VenueDetails, (), (name, name_en, time_zone, plan))

struct Venue {
    VenueId id;
    VenueDetails details;
    friend bool operator==(const Venue&, const Venue&) = default;
};

/// What one showing and a whole run have in common. Absent members take the musical's, or the
/// default.
struct PerformanceTerms {
    std::optional<VenueId> venue_id;
    std::optional<std::string> time_zone;
    std::optional<base::Instant> sales_open_at;
    std::optional<base::Instant> sales_close_at;
    std::optional<int> seat_limit_per_person;  ///< 0 = none
    std::optional<std::int64_t> hold_seconds;
    std::optional<bool> single_seat_gap_rule;
    std::vector<CastMember> cast;
    std::vector<GradePrice> grades;  ///< instead of the musical's prices
    friend bool operator==(const PerformanceTerms&, const PerformanceTerms&) = default;
};
BOOST_DESCRIBE_STRUCT(PerformanceTerms, (),
                      (venue_id, time_zone, sales_open_at, sales_close_at, seat_limit_per_person,
                       hold_seconds, single_seat_gap_rule, cast, grades))

enum class PerformanceStatus : std::uint8_t { scheduled, canceled };

/// One showing. A default performance, made for seats that named none, has no venue and no stated
/// time.
struct Performance {
    PerformanceId id;
    MusicalId musical_id;
    base::Instant starts_at{};
    PerformanceStatus status = PerformanceStatus::scheduled;
    bool is_default = false;
    PerformanceTerms terms;
    friend bool operator==(const Performance&, const Performance&) = default;
};

/// "scheduled" or "canceled".
[[nodiscard]] std::string text_of(PerformanceStatus status);

inline constexpr std::int64_t hold_seconds_default = 600;
/// How long seats of a performance are held that does not say it itself.
struct HoldDefault {
    std::int64_t seconds = hold_seconds_default;
};
inline constexpr std::int64_t hold_seconds_min = 10;
inline constexpr std::int64_t hold_seconds_max =
    7'200;  ///< as long as seats.io allows a token to live
inline constexpr int seat_limit_max = 1'000;
inline constexpr std::int64_t price_max = 1'000'000'000;  ///< minor units
inline constexpr std::size_t grades_max = 50;
inline constexpr std::size_t cast_max = 200;
inline constexpr std::size_t name_length_max = 200;  ///< bytes
inline constexpr std::size_t description_length_max = 20'000;
inline constexpr std::size_t url_length_max = 2'000;
inline constexpr const char* time_zone_default = "Asia/Seoul";
inline constexpr const char* grade_default = "R";

/// What is wrong with each, by the path in its JSON; empty = good. Reasons: missing, too_long,
/// too_many, out_of_range, duplicate, not_a_date, not_a_time_zone, before_start, after_start,
/// mixed_currencies, not_a_url, and those of a refund policy and of a seating plan.
[[nodiscard]] FieldErrors validate(const MusicalDetails& musical);
[[nodiscard]] FieldErrors validate(const VenueDetails& venue);
[[nodiscard]] FieldErrors validate(const PerformanceTerms& terms, base::Instant starts_at);

/// When sales end: at their closing time, else when the performance starts. A default performance,
/// which has no time of its own, is sold without end.
[[nodiscard]] std::optional<base::Instant> sales_end(const Performance& performance);

/// Whether reservations may be placed at `now`; otherwise performance_canceled, sales_not_open or
/// sales_closed.
[[nodiscard]] base::Result<base::Done, std::string> is_on_sale(const Performance& performance,
                                                               base::Instant now);

/// The price of `grade` on these terms. @return nothing when neither the performance nor the
/// musical has it.
[[nodiscard]] std::optional<base::Money> price_of(const std::string& grade,
                                                  const PerformanceTerms& terms,
                                                  const MusicalDetails& musical);

// ---- a run of performances in one request

/// Every `weekdays` day (mon, tue, ...; none = every day) from `from` to `to` inclusive, at each of
/// `times`
/// ("19:30"), as the clock on the wall shows in `time_zone`. `except` are dates without a showing.
struct RunRequest {
    std::string from;
    std::string to;
    std::vector<std::string> weekdays;
    std::vector<std::string> times;
    std::vector<std::string> except;
    std::optional<std::string> time_zone;
    friend bool operator==(const RunRequest&, const RunRequest&) = default;
};
BOOST_DESCRIBE_STRUCT(RunRequest, (), (from, to, weekdays, times, except, time_zone))

inline constexpr std::size_t run_performances_max = 500;
/// A longer run is asked for in parts.
inline constexpr int run_days_max = 1'100;

/// @return when each performance starts, in order and without repeats, or what is wrong with the
/// request.
[[nodiscard]] base::Result<std::vector<base::Instant>, FieldErrors> expand(const RunRequest& run);

}  // namespace boxoffice::musical
