#include "contexts/musical/seat_maps.hpp"

#include "base/fault.hpp"
#include "base/integer.hpp"
#include "contexts/musical/domain/best_available.hpp"
#include "contexts/musical/resources.hpp"
#include "contexts/musical/seat_changes.hpp"
#include "contracts/event_stream.hpp"
#include "contracts/problem.hpp"
#include "contracts/resource.hpp"

#include <algorithm>
#include <optional>
#include <utility>

namespace boxoffice::musical {
namespace {

std::string version_only(SeatMap::Version version) {
    return "{\"version\":" + std::to_string(version) + '}';
}

/// What somebody who knows `known` has to hear.
std::string news(const SeatMap& map, SeatMap::Version known) {
    const auto changes = map.changes_since(known);
    if (!changes)
        return contracts::stream_event(map.version(), "reset", version_only(map.version()));
    return contracts::stream_event(map.version(), "seats", to_json(map.version(), *changes));
}

/// What is wrong with the request, by the names of its body; only the performance's own seats are
/// near anything in its house.
contracts::DecodeError faults_of(const BestAvailableBody& body, const House& house) {
    contracts::DecodeError faults;
    if (body.count < 1 || body.count > best_available_count_max) {
        faults.errors.push_back({"count", "out_of_range"});
    }
    if (body.near.size() > std::size_t{best_available_count_max}) {
        faults.errors.push_back({"near", "too_many"});
        return faults;
    }
    for (std::size_t i = 0; i < body.near.size(); ++i) {
        if (house.find(body.near[i])) continue;
        faults.errors.push_back({"near[" + std::to_string(i) + ']', "not_of_this_performance"});
    }
    return faults;
}

BestAvailableResource to_resource(const SeatMap& map, const BestAvailable& found) {
    BestAvailableResource out{.together = found.together,
                              .leaves_single_seat = found.leaves_single_seat};
    if (!found.reason.empty()) out.reason = std::string{found.reason};
    for (const auto id : found.seats) {
        const auto& details = *map.details(id);
        out.total = out.total ? *out.total + details.price : details.price;
        out.seats.push_back(details);
    }
    return out;
}

}  // namespace

SeatMaps::SeatMaps(const eventing::Environment& environment)
    : environment_(environment), worker_(environment.scheduler.make_worker("musical-maps")) {}

SeatMaps::~SeatMaps() {
    stop();
}

void SeatMaps::start() {
    const auto head = environment_.bus.head();
    worker_->post([this, head] {
        broadcast_ = std::make_unique<eventing::Broadcast>(
            "musical-maps", environment_, *worker_, head,
            [this](const ports::Delivery& delivery) { apply(delivery); });
    });
}

void SeatMaps::stop() {
    worker_->close();  // from here nothing else touches what the worker used
    end();
}

void SeatMaps::end() {
    has_ended_ = true;
    broadcast_.reset();
    flush_timer_.reset();
    beat_timer_.reset();
    for (auto& [id, entry] : entries_) {
        for (const auto& stream : entry.streams) stream->close();
        entry.streams.clear();
    }
    streams_ = 0;
}

void SeatMaps::post(const ports::HttpRequest& request, const ports::Responder& responder,
                    std::function<void(const ports::HttpRequest&, const ports::Responder&)> task) {
    worker_->post([this, request, responder, task = std::move(task)] {
        try {
            task(request, responder);
        } catch (const base::InfrastructureFault& fault) {
            session_.reset();
            environment_.log.write(ports::LogLevel::error, "a seat map cannot be read",
                                   {{"context", "musical"}, {"fault", fault.what()}});
            responder->send(contracts::problem_response(request, 503, "overloaded"));
        }
    });
}

SeatMaps::Entry* SeatMaps::load(PerformanceId id) {
    const auto found = entries_.find(id);
    if (found != entries_.end()) {
        found->second.last_use = ++uses_;
        return &found->second;
    }
    if (!session_) session_ = environment_.database.open_reader();
    auto map = SeatMap::select(*session_, id);
    if (!map) return nullptr;
    make_room();
    const auto version = map->version();
    return &entries_
                .emplace(id, Entry{.map = std::move(*map), .last_use = ++uses_, .sent = version})
                .first->second;
}

void SeatMaps::make_room() {
    while (entries_.size() >= seat_maps_max) {
        auto oldest = entries_.end();
        for (auto each = entries_.begin(); each != entries_.end(); ++each) {
            if (!each->second.streams.empty()) continue;
            if (oldest == entries_.end() || each->second.last_use < oldest->second.last_use) {
                oldest = each;
            }
        }
        if (oldest == entries_.end()) return;  // all are followed: bounded by seat_streams_max
        forget_snapshot(oldest->first);
        entries_.erase(oldest);
    }
}

// ---- what the bus says

void SeatMaps::apply(const ports::Delivery& delivery) {
    const auto& event = *delivery.event;
    if (has_ended_ || event.source != "musical") return;
    const auto number = base::to_integer(event.key);
    const auto found = number ? entries_.find(PerformanceId{*number}) : entries_.end();
    if (found == entries_.end()) return;
    auto& entry = found->second;
    const bool same_generation = event.generation == entry.map.generation();
    if (same_generation && event.sequence <= entry.map.version()) return;
    const auto changes = changes_of(event);
    const bool is_next = same_generation && event.sequence == entry.map.version() + 1;
    if (!changes || !is_next) return drop(found->first, event.sequence);
    entry.map.apply(event.sequence, *changes);
    {
        const std::lock_guard lock{mutex_};
        const auto snapshot = snapshots_.find(found->first);
        if (snapshot != snapshots_.end()) snapshot->second.is_current = false;
    }
    if (!entry.streams.empty() && !changes->empty()) flush_later();
}

/// The house itself changed: whoever looks next reads it anew, and followers are told to look.
void SeatMaps::drop(PerformanceId id, SeatMap::Version version) {
    forget_snapshot(id);
    const auto found = entries_.find(id);
    auto streams = std::move(found->second.streams);
    entries_.erase(found);
    const auto chunk = contracts::stream_event(version, "reset", version_only(version));
    for (const auto& stream : streams) stream->write(chunk);
    if (streams.empty()) return;
    try {
        if (auto* entry = load(id)) {
            entry->streams = std::move(streams);
            return;
        }
    } catch (const base::InfrastructureFault&) {
        session_.reset();
    }
    // Closed streams come back by themselves, and find out.
    for (const auto& stream : streams) stream->close();
    streams_ -= streams.size();
}

// ---- the whole map

bool SeatMaps::answer_from_snapshot(const ports::HttpRequest& request,
                                    const ports::Responder& responder, PerformanceId id) {
    Snapshot snapshot;
    {
        const std::lock_guard lock{mutex_};
        const auto found = snapshots_.find(id);
        if (found == snapshots_.end()) return false;
        snapshot = found->second;
    }
    const auto age = environment_.clock.now() - snapshot.made_at;
    if (!snapshot.is_current && age >= seat_map_age_max) return false;
    responder->send(contracts::conditional(request, contracts::json_response(200, *snapshot.body),
                                           std::to_string(snapshot.version)));
    return true;
}

void SeatMaps::take_snapshot(PerformanceId id, const Entry& entry) {
    auto body = std::make_shared<const std::string>(entry.map.to_json());
    const std::lock_guard lock{mutex_};
    snapshots_[id] = {entry.map.version(), environment_.clock.now(), std::move(body)};
}

void SeatMaps::forget_snapshot(PerformanceId id) {
    const std::lock_guard lock{mutex_};
    snapshots_.erase(id);
}

void SeatMaps::show(const ports::HttpRequest& request, const ports::Responder& responder) {
    const auto id = request.id_parameter("id");
    if (!id) return responder->send(contracts::problem_response(request, 404, "not_found"));
    const PerformanceId performance{*id};
    if (answer_from_snapshot(request, responder, performance)) return;
    post(request, responder,
         [this, performance](const ports::HttpRequest& asked, const ports::Responder& to) {
             if (answer_from_snapshot(asked, to, performance)) return;
             const auto* entry = load(performance);
             if (!entry) return to->send(contracts::problem_response(asked, 404, "not_found"));
             take_snapshot(performance, *entry);
             (void)answer_from_snapshot(asked, to, performance);
         });
}

// ---- streams

void SeatMaps::follow(const ports::HttpRequest& request, const ports::Responder& responder) {
    const auto id = request.id_parameter("id");
    if (!id) return responder->send(contracts::problem_response(request, 404, "not_found"));
    post(request, responder,
         [this, performance = PerformanceId{*id}](const ports::HttpRequest& asked,
                                                  const ports::Responder& to) {
             if (has_ended_ || streams_ >= seat_streams_max) {
                 return to->send(contracts::problem_response(asked, 503, "overloaded"));
             }
             auto* entry = load(performance);
             if (!entry) return to->send(contracts::problem_response(asked, 404, "not_found"));
             auto head = contracts::event_stream_head();
             const auto version = entry->map.version();
             const auto known = contracts::known_position(asked, "version");
             head.body += known
                              ? news(entry->map, *known)
                              : contracts::stream_event(version, "version", version_only(version));
             auto stream = to->open_stream(std::move(head));
             if (!stream) return;
             entry->streams.push_back(std::move(stream));
             ++streams_;
             beat_later();
         });
}

std::size_t SeatMaps::send(Entry& entry, const std::string& chunk) {
    auto& streams = entry.streams;
    const auto before = streams.size();
    std::erase_if(streams, [](const auto& stream) { return !stream->is_open(); });
    streams_ -= before - streams.size();
    for (const auto& stream : streams) stream->write(chunk);
    return streams.size();
}

void SeatMaps::flush_later() {
    if (flush_timer_) return;
    flush_timer_ = environment_.scheduler.after(stream_delay, *worker_, [this] {
        flush_timer_.reset();
        if (!has_ended_) flush();
    });
}

void SeatMaps::flush() {
    for (auto& [id, entry] : entries_) {
        if (entry.sent == entry.map.version()) continue;
        if (!entry.streams.empty()) (void)send(entry, news(entry.map, entry.sent));
        entry.sent = entry.map.version();
    }
}

void SeatMaps::beat_later() {
    if (beat_timer_) return;
    beat_timer_ = environment_.scheduler.after(heartbeat_interval, *worker_, [this] {
        beat_timer_.reset();
        if (!has_ended_) beat();
    });
}

void SeatMaps::beat() {
    std::size_t open = 0;
    for (auto& [id, entry] : entries_) open += send(entry, ":\n\n");
    if (open > 0) beat_later();
}

// ---- best available

void SeatMaps::find_best(const ports::HttpRequest& request, const ports::Responder& responder) {
    const auto id = request.id_parameter("id");
    if (!id) return responder->send(contracts::problem_response(request, 404, "not_found"));
    const auto language = std::string{request.header("Accept-Language").value_or("")};
    auto body = contracts::decode<BestAvailableBody>(request.body);
    if (!body) {
        return responder->send(
            contracts::to_response(contracts::validation_problem(body.error(), language)));
    }
    post(request, responder,
         [this, performance = PerformanceId{*id}, asked = std::move(*body), language](
             const ports::HttpRequest& original, const ports::Responder& to) {
             const auto* entry = load(performance);
             if (!entry) return to->send(contracts::problem_response(original, 404, "not_found"));
             const auto& house = entry->map.house();
             if (const auto faults = faults_of(asked, house); !faults.errors.empty()) {
                 return to->send(
                     contracts::to_response(contracts::validation_problem(faults, language)));
             }
             BestAvailableRequest search{.count = asked.count,
                                         .grade = asked.grade,
                                         .section = asked.section,
                                         .accessible = asked.accessible.value_or(false),
                                         .near = asked.near,
                                         .now = environment_.clock.now()};
             if (asked.price_max) search.price_max = asked.price_max->amount;
             const auto found = best_available(house, search);
             to->send(
                 contracts::json_response(200, contracts::encode(to_resource(entry->map, found))));
         });
}

}  // namespace boxoffice::musical
