#include "contexts/musical/seat_map.hpp"

#include "contexts/musical/catalogue_sql.hpp"
#include "contexts/musical/performance_events.hpp"
#include "contexts/musical/store.hpp"
#include "contracts/codec.hpp"

#include <algorithm>
#include <map>

namespace boxoffice::musical {
namespace {

constexpr ports::SqlText select_performance =
    "SELECT id, version, musical_id, starts_at, status, is_default, is_deleted, house_version, "
    "sweep_at, seats_pending, body FROM performance WHERE id = $1 AND is_deleted = 0";
constexpr ports::SqlText select_sequence =
    "SELECT generation, sequence FROM event_sequence WHERE key = $1";
constexpr ports::SqlText select_seats =
    "SELECT status, until, id, section, seat_row, seat_col, row_label, seat_label, grade, price, "
    "currency, x, y, attributes, block_kind, block_reason, block_release_at, blocked_at, "
    "blocked_by "
    "FROM seat WHERE performance_id = $1 AND is_deleted = 0 ORDER BY id";

char letter_of(SeatStatus status) {
    switch (status) {
        case SeatStatus::available:
            return 'A';
        case SeatStatus::held:
        case SeatStatus::locked:
            return 'H';
        case SeatStatus::sold:
            return 'S';
        case SeatStatus::blocked:
            return 'B';
    }
    return 'B';
}

SeatStatus status_of(char letter) {
    switch (letter) {
        case 'A':
            return SeatStatus::available;
        case 'S':
            return SeatStatus::sold;
        case 'B':
            return SeatStatus::blocked;
        default:
            return SeatStatus::locked;  // the stream tells when a hold ends; no clock does
    }
}

const char* name_of(char letter) {
    switch (letter) {
        case 'A':
            return "Available";
        case 'S':
            return "Sold";
        case 'B':
            return "Blocked";
        default:
            return "Held";
    }
}

/// Writes each text once and the seats refer to it by its place.
class Texts {
  public:
    std::size_t place_of(const std::string& text) {
        return places_.try_emplace(text, places_.size()).first->second;
    }
    [[nodiscard]] std::string to_json() const {
        std::vector<const std::string*> in_order(places_.size());
        for (const auto& [text, place] : places_) in_order[place] = &text;
        std::string out = "[";
        for (const auto* text : in_order) {
            if (out.size() > 1) out += ',';
            contracts::append_json_string(out, *text);
        }
        return out + ']';
    }

  private:
    std::map<std::string, std::size_t> places_;
};

void append_seat(std::string& out, const SeatDescription& seat, Texts& sections, Texts& grades) {
    const auto& details = seat.details;
    const auto number = [&](std::int64_t value) { out += std::to_string(value) + ','; };
    if (out.back() != '[') out += ',';
    out += '[';
    number(details.seat_id.value);
    number(static_cast<std::int64_t>(sections.place_of(details.section)));
    number(details.seat_row);
    number(details.seat_col);
    contracts::append_json_string(out, details.row_label);
    out += ',';
    contracts::append_json_string(out, details.seat_label);
    out += ',';
    number(static_cast<std::int64_t>(grades.place_of(details.grade)));
    number(details.price.amount);
    number(seat.position.x);
    number(seat.position.y);
    out += std::to_string(seat.attributes.bits()) + ']';
}

/// A read transaction, so that the house and its version belong together.
class OneView {
  public:
    explicit OneView(ports::SqlSession& sql) : sql_(sql) { sql_.begin(); }
    ~OneView() { sql_.rollback(); }
    OneView(const OneView&) = delete;
    OneView& operator=(const OneView&) = delete;

  private:
    ports::SqlSession& sql_;
};

}  // namespace

std::optional<SeatMap> SeatMap::select(ports::SqlSession& sql, contracts::PerformanceId id) {
    std::optional<PerformanceRow> performance;
    SeatMap map;
    std::vector<HouseEntry> entries;
    std::string seats = "[";
    Texts sections;
    Texts grades;
    std::string currency = "KRW";
    PlanPoint focal_point;
    const OneView view{sql};
    sql.query(select_performance, {id},
              [&](const ports::SqlRow& row) { performance = read_performance(row); });
    sql.query(select_sequence, {std::to_string(id.value)}, [&](const ports::SqlRow& row) {
        map.generation_ = row.integer(0);
        map.version_ = row.integer(1);
    });
    sql.query(select_seats, {id}, [&](const ports::SqlRow& row) {
        auto seat = read_description(row, 2);
        const auto status = static_cast<SeatStatus>(row.integer(0));
        append_seat(seats, seat, sections, grades);
        currency = std::string{seat.details.price.currency.text()};
        map.statuses_ += letter_of(status);
        entries.push_back({.details = seat.details,
                           .position = seat.position,
                           .attributes = seat.attributes,
                           .status = status_of(map.statuses_.back())});
        map.seats_.push_back(std::move(seat.details));
    });
    if (!performance) return std::nullopt;
    focal_point = select_focal_point(sql, id);

    map.house_ = House{entries, focal_point};
    map.head_ = "{\"performanceId\":" + std::to_string(id.value) +
                ",\"musicalId\":" + std::to_string(performance->performance.musical_id.value) +
                ",\"version\":";
    map.tail_ = ",\"status\":\"" + text_of(performance->performance.status) + "\",\"currency\":\"" +
                currency + "\",\"focalPoint\":{\"x\":" + std::to_string(focal_point.x) +
                ",\"y\":" + std::to_string(focal_point.y) + "},\"sections\":" + sections.to_json() +
                ",\"grades\":" + grades.to_json() +
                ",\"attributes\":[\"wheelchair\",\"companion\",\"restricted_view\"]"
                ",\"fields\":[\"seatId\",\"section\",\"seatRow\",\"seatCol\",\"rowLabel\","
                "\"seatLabel\",\"grade\",\"price\",\"x\",\"y\",\"attributes\"],\"seats\":" +
                seats + "],\"statuses\":\"";
    return map;
}

void SeatMap::apply(Version version, const std::vector<Change>& changes) {
    version_ = version;
    Delta delta{version, {}};
    for (const auto& change : changes) {
        const auto found = std::lower_bound(
            seats_.begin(), seats_.end(), change.seat,
            [](const contracts::SeatDetails& seat, SeatId id) { return seat.seat_id < id; });
        if (found == seats_.end() || found->seat_id != change.seat) continue;
        auto& letter = statuses_[static_cast<std::size_t>(found - seats_.begin())];
        if (letter == change.status) continue;
        letter = change.status;
        house_.update({.id = change.seat, .status = status_of(change.status)});
        delta.changes.push_back(change);
    }
    deltas_.push_back(std::move(delta));
    if (deltas_.size() > deltas_max) deltas_.pop_front();
}

std::string SeatMap::to_json() const {
    std::string out;
    out.reserve(head_.size() + tail_.size() + statuses_.size() + 32);
    out += head_;
    out += std::to_string(version_);
    out += tail_;
    out += statuses_;
    return out += "\"}";
}

std::optional<std::vector<SeatMap::Change>> SeatMap::changes_since(Version version) const {
    if (version == version_) return std::vector<Change>{};
    if (version > version_ || deltas_.empty() || version + 1 < deltas_.front().version) {
        return std::nullopt;
    }
    std::map<SeatId, char> last;
    for (const auto& delta : deltas_) {
        if (delta.version <= version) continue;
        for (const auto& change : delta.changes) last[change.seat] = change.status;
    }
    std::vector<Change> merged;
    merged.reserve(last.size());
    for (const auto& [seat, status] : last) merged.push_back({seat, status});
    return merged;
}

const contracts::SeatDetails* SeatMap::details(SeatId id) const {
    const auto found = std::lower_bound(
        seats_.begin(), seats_.end(), id,
        [](const contracts::SeatDetails& seat, SeatId wanted) { return seat.seat_id < wanted; });
    return found != seats_.end() && found->seat_id == id ? &*found : nullptr;
}

std::string to_json(SeatMap::Version version, const std::vector<SeatMap::Change>& changes) {
    std::string out = "{\"version\":" + std::to_string(version) + ",\"changes\":[";
    for (const auto& change : changes) {
        if (out.back() != '[') out += ',';
        out += "{\"seatId\":" + std::to_string(change.seat.value) + ",\"status\":\"" +
               name_of(change.status) + "\"}";
    }
    return out += "]}";
}

}  // namespace boxoffice::musical
