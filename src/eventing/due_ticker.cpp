#include "eventing/due_ticker.hpp"

#include "base/invariant.hpp"

#include <algorithm>

namespace boxoffice::eventing {
namespace {

constexpr std::size_t rows_per_tick_max = 256;
/// A row that is still due after it was started (its command failed) is not started again at once.
constexpr base::Duration repeat_delay{500};

}  // namespace

struct DueTicker::Alive {
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
    tick();
}

void DueTicker::stop() {
    alive_->ticker = nullptr;
    timer_.reset();
    armed_for_.reset();
}

void DueTicker::committed(const std::vector<DueRow>& rows) {
    const auto now = environment_.clock.now();
    for (const auto& row : rows) {
        if (row.at <= now) {
            start(row);
        } else {
            arm(row.at);
        }
    }
}

void DueTicker::tick() {
    timer_.reset();
    armed_for_.reset();
    is_saturated_ = false;
    const auto now = environment_.clock.now();
    const auto rows = DueRows::select_due(*session_, now, rows_per_tick_max + in_flight_.size());
    for (const auto& row : rows) start(row);
    if (rows.size() >= rows_per_tick_max + in_flight_.size()) is_saturated_ = true;
    if (const auto next = DueRows::select_next(*session_)) arm(std::max(*next, now + repeat_delay));
}

void DueTicker::start(const DueRow& row) {
    const auto kind = kinds_.find(row.kind);
    BOXOFFICE_INVARIANT(kind != kinds_.end());
    if (kind->second.in_flight >= environment_.limits.due_in_flight_max) {
        is_saturated_ = true;
        return;
    }
    const RowId id{row.kind, row.subject};
    if (!in_flight_.insert(id).second) return;
    ++kind->second.in_flight;
    kind->second.start(row, [alive = alive_, &worker = worker_, id] {
        worker.post([alive, id] {
            if (alive->ticker) alive->ticker->finished(id);
        });
    });
}

void DueTicker::finished(RowId id) {
    in_flight_.erase(id);
    --kinds_[id.first].in_flight;
    if (is_saturated_ && in_flight_.size() < environment_.limits.due_in_flight_max / 2)
        return tick();
    // The row may have been moved to an earlier time than the timer knows, or may be due still.
    if (!timer_) arm(environment_.clock.now() + repeat_delay);
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
