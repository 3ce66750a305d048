#include "eventing/due_ticker.hpp"

#include "base/fault.hpp"
#include "base/invariant.hpp"
#include "ports/trace_context.hpp"

#include <algorithm>
#include <mutex>

namespace boxoffice::eventing {
namespace {

/// A database that could not answer is not asked again at once.
constexpr base::Duration repeat_delay{500};

}  // namespace

/// What finishes after the ticker is gone finds `ticker` empty. `ticker` changes on the worker
/// alone, and under the mutex; other threads look at it under the mutex.
struct DueTicker::Alive {
    std::mutex mutex;
    DueTicker* ticker = nullptr;
};

DueTicker::DueTicker(const Environment& environment, ports::Executor& worker)
    : environment_(environment), worker_(worker), alive_(std::make_shared<Alive>()) {
    alive_->ticker = this;
}

DueTicker::~DueTicker() {
    stop();
}

void DueTicker::on(DueKind kind, Start start) {
    kinds_[kind].start = std::move(start);
}

void DueTicker::open() {
    if (kinds_.empty()) return;
    session_ = environment_.database.open_reader();
    claims_ = make_due_claims(environment_, *session_);
    tick();
}

void DueTicker::stop() {
    const std::lock_guard lock{alive_->mutex};
    alive_->ticker = nullptr;
    timer_.reset();
    armed_for_.reset();
}

void DueTicker::committed(const std::vector<DueRow>& rows) {
    const auto now = environment_.clock.now();
    for (const auto& row : rows) {
        if (row.at > now) {
            arm(row.at);
        } else if (claims_->owns_commits()) {
            start(row, true);
        } else {
            arm(now);
        }
    }
}

void DueTicker::tick() {
    timer_.reset();
    armed_for_.reset();
    const auto now = environment_.clock.now();
    try {
        refresh(now);
        for (auto& [number, kind] : kinds_) tick(number, kind, now);
        if (const auto next = claims_->look_again(now)) arm(*next);
    } catch (const base::InfrastructureFault& fault) {
        environment_.log.write(ports::LogLevel::error, "due work cannot be read, will ask again",
                               {{"fault", fault.what()}});
        arm(now + repeat_delay);
    }
}

void DueTicker::refresh(base::Instant now) {
    std::vector<DueRow> under_way;
    under_way.reserve(in_flight_.size());
    for (const auto& [id, row] : in_flight_) under_way.push_back({id.first, id.second, row.at, {}});
    claims_->refresh(under_way, now);
}

/// Kind by kind, so that one that hangs holds up no other.
void DueTicker::tick(DueKind number, Kind& kind, base::Instant now) {
    const auto under_way = kind.in_flight;
    const auto rows = claims_->take(number, now, under_way);
    kind.has_more = claims_->is_full(rows.size(), under_way);
    for (const auto& row : rows) start(row, false);
    if (const auto next = DueRows::select_next(*session_, number, now)) arm(*next);
}

/// `is_new`: this very row has just been committed.
void DueTicker::start(const DueRow& row, bool is_new) {
    const auto kind = kinds_.find(row.kind);
    BOXOFFICE_INVARIANT(kind != kinds_.end());
    const RowId id{row.kind, row.subject};
    if (const auto under_way = in_flight_.find(id); under_way != in_flight_.end()) {
        if (is_new || row.at != under_way->second.at) under_way->second.is_due_again = true;
        return;
    }
    if (kind->second.in_flight >= environment_.limits.due_in_flight_max) {
        kind->second.has_more = true;
        return;
    }
    in_flight_.emplace(id, UnderWay{.at = row.at});
    ++kind->second.in_flight;
    const auto trace = ports::read_trace_text(row.trace);
    const ports::TraceScope scope{trace};
    kind->second.start(row, [alive = alive_, id] {
        const std::lock_guard lock{alive->mutex};
        if (!alive->ticker) return;
        alive->ticker->worker_.post([alive, id] {
            if (alive->ticker) alive->ticker->finished(id);
        });
    });
}

void DueTicker::finished(RowId id) {
    const auto under_way = in_flight_.extract(id);
    BOXOFFICE_INVARIANT(!under_way.empty());
    auto& kind = kinds_[id.first];
    --kind.in_flight;
    const auto now = environment_.clock.now();
    const bool has_room = kind.in_flight <= environment_.limits.due_in_flight_max / 2;
    const bool is_next = under_way.mapped().is_due_again || (kind.has_more && has_room);
    // The row may be due still, because what followed from it could not be stored.
    const auto again = claims_->end({id.first, id.second, under_way.mapped().at, {}}, now);
    arm(is_next ? now : again);
}

void DueTicker::arm(base::Instant at) {
    if (!alive_->ticker || (armed_for_ && *armed_for_ <= at)) return;
    armed_for_ = at;
    const auto delay = std::max(at - environment_.clock.now(), base::Duration{1});
    timer_ = environment_.scheduler.after(delay, worker_, [alive = alive_] {
        if (alive->ticker) alive->ticker->tick();
    });
}

}  // namespace boxoffice::eventing
