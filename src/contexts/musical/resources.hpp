// What goes over HTTP: the bodies that are read and the resources that are shown.
#pragma once

#include "base/result.hpp"
#include "contexts/musical/domain/catalogue.hpp"
#include "contexts/musical/domain/run_edit.hpp"
#include "contexts/musical/rows.hpp"
#include "contracts/codec.hpp"
#include "contracts/json_types.hpp"
#include "contracts/resource.hpp"

#include <boost/describe/class.hpp>

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace boxoffice::musical {

using contracts::SeatId;

// ---- bodies

/// PATCH /items/{id}: what is absent stays.
struct MusicalPatch {
    std::optional<std::string> name;
    std::optional<std::string> start_date;
    std::optional<std::string> end_date;
    std::optional<std::string> name_en;
    std::optional<std::string> description;
    std::optional<std::string> description_en;
    std::optional<VenueId> venue_id;
    std::optional<std::string> poster_url;
    std::optional<int> running_minutes;
    std::optional<int> age_limit;
    std::optional<std::vector<GradePrice>> grades;
    std::optional<RefundPolicy> refund_policy;
    std::optional<std::vector<CastMember>> cast;
};
BOOST_DESCRIBE_STRUCT(MusicalPatch, (),
                      (name, start_date, end_date, name_en, description, description_en, venue_id,
                       poster_url, running_minutes, age_limit, grades, refund_policy, cast))

[[nodiscard]] MusicalDetails patched(MusicalDetails details, const MusicalPatch& patch);

/// POST of one performance (`starts_at`) or of many (`run`); exactly one of them.
struct PerformanceBody : PerformanceTerms {
    std::optional<MusicalId> musical_id;  ///< for POST /performances
    std::optional<Instant> starts_at;
    std::optional<RunRequest> run;
};
BOOST_DESCRIBE_STRUCT(PerformanceBody, (PerformanceTerms), (musical_id, starts_at, run))

/// POST /seats. Without a performance the musical's default one is meant, without labels the
/// numbers are printed, without a price that of the grade counts.
struct SeatBody {
    MusicalId musical_id;
    std::optional<PerformanceId> performance_id;
    std::string grade;
    int seat_row = 0;
    int seat_col = 0;
    std::optional<std::string> section;
    std::optional<std::string> row_label;
    std::optional<std::string> seat_label;
    std::optional<base::Money> price;
    std::optional<PlanPoint> position;
    std::vector<std::string> attributes;
};
BOOST_DESCRIBE_STRUCT(SeatBody, (),
                      (musical_id, performance_id, grade, seat_row, seat_col, section, row_label,
                       seat_label, price, position, attributes))

/// PUT /seats/{id}: what is absent stays. `status` Blocked or Available blocks and unblocks.
struct SeatPatch {
    std::optional<std::string> grade;
    std::optional<base::Money> price;
    std::optional<std::string> section;
    std::optional<int> seat_row;
    std::optional<int> seat_col;
    std::optional<std::string> row_label;
    std::optional<std::string> seat_label;
    std::optional<std::vector<std::string>> attributes;
    std::optional<std::string> status;
    std::optional<std::string> kind;  ///< of a block, as in SeatsBody
    std::optional<std::string> reason;
    std::optional<Instant> release_at;
};
BOOST_DESCRIBE_STRUCT(SeatPatch, (),
                      (grade, price, section, seat_row, seat_col, row_label, seat_label, attributes,
                       status, kind, reason, release_at))

/// POST /performances/{id}/seats/block and /unblock, which needs the seats alone. `kind` is a
/// BlockKind, absent = other.
struct SeatsBody {
    std::vector<SeatId> seat_ids;
    std::optional<std::string> kind;
    std::optional<std::string> reason;
    std::optional<Instant> release_at;
};
BOOST_DESCRIBE_STRUCT(SeatsBody, (), (seat_ids, kind, reason, release_at))

/// PATCH /performances: either those named or the run of a musical, and what is to be different.
struct RunEditBody {
    std::vector<PerformanceId> performance_ids;
    std::optional<MusicalId> musical_id;
    std::optional<std::string> from;
    std::optional<std::string> to;
    TermsChange changes;
    std::optional<bool> dry_run;
};
BOOST_DESCRIBE_STRUCT(RunEditBody, (), (performance_ids, musical_id, from, to, changes, dry_run))

/// How many seats got another price, and how many will within seconds.
struct SeatsRepriced {
    std::int64_t repriced = 0;
    std::int64_t waiting = 0;
};
BOOST_DESCRIBE_STRUCT(SeatsRepriced, (), (repriced, waiting))

/// `details` of the problem run_edit_refused.
struct PerformanceRefused {
    PerformanceId performance_id;
    std::optional<Instant> starts_at;
    std::vector<contracts::FieldError> errors;
};
BOOST_DESCRIBE_STRUCT(PerformanceRefused, (), (performance_id, starts_at, errors))
struct RunRefused {
    std::vector<PerformanceRefused> performances;
};
BOOST_DESCRIBE_STRUCT(RunRefused, (), (performances))

struct CancellationBody {
    std::optional<std::string> reason;
};
BOOST_DESCRIBE_STRUCT(CancellationBody, (), (reason))

/// POST /performances/{id}/best-available. `near`: as near these seats of the performance as can
/// be.
struct BestAvailableBody {
    int count = 0;
    std::optional<std::string> grade;
    std::optional<std::string> section;
    std::optional<base::Money> price_max;
    std::optional<bool> accessible;
    std::vector<SeatId> near;
};
BOOST_DESCRIBE_STRUCT(BestAvailableBody, (), (count, grade, section, price_max, accessible, near))

/// A venue with a plan of our own, or of pretix (an object with `zones`) as `plan` or as the whole
/// body.
[[nodiscard]] base::Result<VenueDetails, contracts::DecodeError> decode_venue(
    std::string_view body);

// ---- resources

struct PerformanceResource {
    PerformanceId id;
    MusicalId musical_id;
    std::optional<VenueId> venue_id;
    Instant starts_at{};
    std::string time_zone;
    std::optional<Instant> sales_open_at;
    std::optional<Instant> sales_close_at;
    int seat_limit_per_person = 0;
    std::int64_t hold_seconds = hold_seconds_default;
    bool single_seat_gap_rule = false;
    std::string status;
    bool is_default = false;
    std::vector<CastMember> cast;
    std::vector<GradePrice> grades;
    std::map<std::string, std::int64_t> seats_left;
    contracts::SelfLinks _links;
};
BOOST_DESCRIBE_STRUCT(PerformanceResource, (),
                      (id, musical_id, venue_id, starts_at, time_zone, sales_open_at,
                       sales_close_at, seat_limit_per_person, hold_seconds, single_seat_gap_rule,
                       status, is_default, cast, grades, seats_left, _links))

// ---- the calendar of a musical

/// `seats_left` of `seats`; `lowest_price` is that of the cheapest of them all.
struct GradeLeft {
    std::string grade;
    std::int64_t seats = 0;
    std::int64_t seats_left = 0;
    base::Money lowest_price;
};
BOOST_DESCRIBE_STRUCT(GradeLeft, (), (grade, seats, seats_left, lowest_price))

/// `local_time` is what the clock of the hall shows. `sale`: not_open, on_sale, closed, sold_out or
/// canceled.
struct CalendarEntry {
    PerformanceId performance_id;
    Instant starts_at{};
    std::string local_time;
    std::string status;
    std::string sale;
    std::optional<Instant> sales_open_at;
    std::optional<Instant> sales_close_at;
    std::vector<CastMember> cast;
    std::int64_t seats_left = 0;
    std::optional<base::Money> lowest_price;
    std::vector<GradeLeft> grades;
};
BOOST_DESCRIBE_STRUCT(CalendarEntry, (),
                      (performance_id, starts_at, local_time, status, sale, sales_open_at,
                       sales_close_at, cast, seats_left, lowest_price, grades))

struct CalendarDay {
    std::string date;
    std::vector<CalendarEntry> performances;
};
BOOST_DESCRIBE_STRUCT(CalendarDay, (), (date, performances))

struct CalendarLinks {
    contracts::Link self;
    contracts::Link musical;
};
BOOST_DESCRIBE_STRUCT(CalendarLinks, (), (self, musical))

struct CalendarResource {
    MusicalId musical_id;
    std::string from;
    std::string to;
    std::string time_zone;
    std::vector<CalendarDay> days;
    CalendarLinks _links;
};
BOOST_DESCRIBE_STRUCT(CalendarResource, (), (musical_id, from, to, time_zone, days, _links))

/// Why a seat is off sale, for staff.
struct SeatBlockResource {
    std::string kind;
    std::optional<std::string> reason;
    std::optional<Instant> release_at;
};
BOOST_DESCRIBE_STRUCT(SeatBlockResource, (), (kind, reason, release_at))

/// One line of GET /performances/{id}/seats/blocks.
struct BlockResource {
    SeatId seat_id;
    std::string section;
    int seat_row = 0;
    int seat_col = 0;
    std::string row_label;
    std::string seat_label;
    std::string grade;
    base::Money price;
    std::string kind;
    std::optional<std::string> reason;
    std::optional<Instant> release_at;
    Instant blocked_at{};
    std::optional<contracts::UserId> blocked_by;
};
BOOST_DESCRIBE_STRUCT(BlockResource, (),
                      (seat_id, section, seat_row, seat_col, row_label, seat_label, grade, price,
                       kind, reason, release_at, blocked_at, blocked_by))

struct SeatResource {
    SeatId id;
    MusicalId musical_id;
    PerformanceId performance_id;
    std::string section;
    int seat_row = 0;
    int seat_col = 0;
    std::string row_label;
    std::string seat_label;
    std::string grade;
    base::Money price;
    std::vector<std::string> attributes;
    PlanPoint position;
    bool is_sold = false;
    std::string status;
    std::optional<SeatBlockResource> block;
    contracts::SelfLinks _links;
};
BOOST_DESCRIBE_STRUCT(SeatResource, (),
                      (id, musical_id, performance_id, section, seat_row, seat_col, row_label,
                       seat_label, grade, price, attributes, position, is_sold, status, block,
                       _links))

struct BestAvailableResource {
    std::vector<contracts::SeatDetails> seats;
    bool together = false;
    bool leaves_single_seat = false;
    std::optional<base::Money> total;
    std::optional<std::string> reason;
};
BOOST_DESCRIBE_STRUCT(BestAvailableResource, (),
                      (seats, together, leaves_single_seat, total, reason))

// What calling a performance off would do. Sums of money have one entry for each currency.

struct SeatCounts {
    std::int64_t available = 0;
    std::int64_t held = 0;
    std::int64_t sold = 0;
    std::int64_t blocked = 0;
};
BOOST_DESCRIBE_STRUCT(SeatCounts, (), (available, held, sold, blocked))

struct ReservationCounts {
    std::int64_t total = 0;
    std::int64_t paid = 0;
    std::int64_t unpaid = 0;
    std::int64_t under_way = 0;
};
BOOST_DESCRIBE_STRUCT(ReservationCounts, (), (total, paid, unpaid, under_way))

struct RefundLine {
    std::string method;
    std::optional<std::string> provider;
    std::int64_t count = 0;
    base::Money amount;
};
BOOST_DESCRIBE_STRUCT(RefundLine, (), (method, provider, count, amount))

struct RefundSums {
    std::vector<base::Money> totals;
    std::int64_t count = 0;
    std::vector<RefundLine> by_method;
};
BOOST_DESCRIBE_STRUCT(RefundSums, (), (totals, count, by_method))

struct HoldsDropped {
    std::int64_t reservations = 0;
    std::int64_t seats = 0;
};
BOOST_DESCRIBE_STRUCT(HoldsDropped, (), (reservations, seats))

struct NoticeCounts {
    std::int64_t people = 0;
    std::int64_t messages = 0;
};
BOOST_DESCRIBE_STRUCT(NoticeCounts, (), (people, messages))

struct RoundProgress {
    std::int64_t told = 0;
    std::int64_t to_tell = 0;
    std::int64_t open = 0;
    std::int64_t needs_attention = 0;
};
BOOST_DESCRIBE_STRUCT(RoundProgress, (), (told, to_tell, open, needs_attention))

struct PreviewLinks {
    contracts::Link self;
    contracts::Link performance;
};
BOOST_DESCRIBE_STRUCT(PreviewLinks, (), (self, performance))

struct CancellationPreview {
    PerformanceId performance_id;
    MusicalId musical_id;
    std::string musical_name;
    Instant starts_at{};
    std::string status;
    Instant as_of{};
    SeatCounts seats;
    ReservationCounts reservations;
    RefundSums refunds;
    std::vector<base::Money> fees_kept;
    HoldsDropped holds_dropped;
    NoticeCounts notices;
    std::int64_t per_second_max = 0;
    std::int64_t seconds_at_least = 0;
    std::optional<RoundProgress> round;
    PreviewLinks _links;
};
BOOST_DESCRIBE_STRUCT(CancellationPreview, (),
                      (performance_id, musical_id, musical_name, starts_at, status, as_of, seats,
                       reservations, refunds, fees_kept, holds_dropped, notices, per_second_max,
                       seconds_at_least, round, _links))

using SeatsLeft = std::map<std::string, std::int64_t>;

[[nodiscard]] std::string to_json(const MusicalRow& row);
[[nodiscard]] std::string to_json(const VenueRow& row);
/// `musical` gives the prices when the performance has none of its own.
[[nodiscard]] std::string to_json(const PerformanceRow& row, const MusicalDetails& musical,
                                  const SeatsLeft& left, HoldDefault hold_default);
/// Why a seat is off sale is nobody's business but staff's.
enum class ShownTo : std::uint8_t { everyone, staff };
[[nodiscard]] std::string to_json(const SeatRow& row, const SeatDescription& description,
                                  Instant now, ShownTo whom);
/// One line of the list of venues: everything but the plan.
[[nodiscard]] std::string venue_summary(const VenueRow& row);

}  // namespace boxoffice::musical
