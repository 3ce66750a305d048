// The rows of this context during one batch: loaded together, changed in memory, saved together.
#pragma once

#include "base/live.hpp"
#include "contexts/musical/domain/house.hpp"
#include "contexts/musical/rows.hpp"
#include "eventing/batch_rows.hpp"
#include "eventing/batch_store.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace boxoffice::musical {

using contracts::ReservationId;

/// Houses kept between batches for the gap rule. Source: as many as are on sale on one evening.
inline constexpr std::size_t houses_max = 32;
/// Overdue holds that one sweep frees; the next one follows at once.
inline constexpr std::size_t sweep_seats_max = 1'000;

class Store final : public eventing::BatchStore {
  public:
    explicit Store(base::Live<std::int64_t> hold_seconds)
        : hold_seconds_(std::move(hold_seconds)) {}

    /// For performances that do not say it themselves; an operator may change it.
    [[nodiscard]] HoldDefault hold_default() const { return {hold_seconds_.get()}; }

    void begin_batch() override;
    void load(ports::SqlSession& sql) override;
    void save(ports::SqlSession& sql) override;
    [[nodiscard]] bool has_changes() const override;

    // ---- before load: what a command needs

    void want(MusicalId id) { musicals_.want(id); }
    void want(VenueId id) { venues_.want(id); }
    void want(PerformanceId id) { performances_.want(id); }
    void want(SeatId id) { seats_.want(id); }
    /// That seat, and its performance.
    void want_with_performance(SeatId id) {
        seats_.want(id);
        seats_with_performance_.insert(id);
    }
    void want_performances_of(MusicalId id) { musicals_with_performances_.insert(id); }
    void want_seats_of(ReservationId id) { owners_.insert(id); }
    /// The held seats of the performance whose time ran out by `now`, up to sweep_seats_max.
    void want_overdue(PerformanceId id, Instant now) { overdue_.emplace(id, now); }
    /// The blocked seats of the performance that are to go on sale by `now`, up to sweep_seats_max.
    void want_releasable(PerformanceId id, Instant now) { releasable_.emplace(id, now); }
    /// The whole house, when the performance has the single-seat-gap rule.
    void want_house(PerformanceId id) { houses_wanted_.insert(id); }

    // ---- after load

    [[nodiscard]] const MusicalRow* find(MusicalId id) const { return musicals_.find(id); }
    [[nodiscard]] const VenueRow* find(VenueId id) const { return venues_.find(id); }
    [[nodiscard]] const PerformanceRow* find(PerformanceId id) const {
        return performances_.find(id);
    }
    [[nodiscard]] const SeatRow* find(SeatId id) const { return seats_.find(id); }
    [[nodiscard]] std::vector<PerformanceRow> performances_of(MusicalId id) const;
    /// Whatever the reservation has now of that performance, in order of id.
    [[nodiscard]] std::vector<Seat> seats_of(ReservationId reservation,
                                             PerformanceId performance) const;
    [[nodiscard]] std::vector<Seat> overdue(PerformanceId performance, Instant now) const;
    /// When the next hold of the performance runs out after `now`: stored ones and those of this
    /// batch.
    [[nodiscard]] std::optional<Instant> next_overdue(ports::SqlSession& sql, PerformanceId id,
                                                      Instant now) const;
    /// Null when the performance has no gap rule.
    [[nodiscard]] const House* house(PerformanceId id) const;
    /// How many reservations have a seat of these performances: stored ones, corrected by this
    /// batch.
    [[nodiscard]] std::int64_t count_live_reservations(ports::SqlSession& sql,
                                                       const std::set<PerformanceId>& of) const;

    void put(MusicalRow row);
    void put(VenueRow row);
    void put(PerformanceRow row);
    /// Staff change what a seat is, not who has it: its grade, or that it is gone.
    void put(SeatRow row);
    /// The seat moves. `seat` was found before; `reason` goes into its history.
    void move(const Seat& seat, Instant now, const char* reason);

  private:
    struct Move {
        SeatId seat;
        std::int64_t version;
        Instant at;
        ReservationId reservation;
        std::int64_t epoch;
        SeatStatus status;
        const char* reason;
    };
    struct CachedHouse {
        House house;
        std::int64_t version = 0;
    };

    void want_performances_of_seats(ports::SqlSession& sql);
    void load_seats(ports::SqlSession& sql);
    void load_houses(ports::SqlSession& sql);
    void note_loaded(SeatRow row);
    void count_left(const SeatRow& before, const Seat& after);
    void save_seats(ports::SqlSession& sql);
    void save_left(ports::SqlSession& sql);

    base::Live<std::int64_t> hold_seconds_;
    eventing::BatchRows<MusicalId, MusicalRow> musicals_;
    eventing::BatchRows<VenueId, VenueRow> venues_;
    eventing::BatchRows<PerformanceId, PerformanceRow> performances_;
    eventing::BatchRows<SeatId, SeatRow> seats_;
    std::set<SeatId> seats_with_performance_;
    std::set<MusicalId> musicals_with_performances_;
    std::map<MusicalId, std::set<PerformanceId>> performances_of_;
    std::set<ReservationId> owners_;
    /// Seats that a reservation had when loaded or got in this batch; who has them now is in the
    /// row.
    std::map<ReservationId, std::set<SeatId>> seats_of_;
    std::set<std::pair<PerformanceId, Instant>> overdue_;
    std::map<PerformanceId, std::set<SeatId>> overdue_seats_;
    std::set<std::pair<PerformanceId, Instant>> releasable_;
    std::set<PerformanceId> houses_wanted_;
    std::map<PerformanceId, CachedHouse> houses_;
    std::vector<Move> moves_;
    std::map<std::pair<PerformanceId, std::string>, std::int64_t> left_changes_;
};

/// The house as it is stored, for whoever needs it whole.
[[nodiscard]] House select_house(ports::SqlSession& sql, PerformanceId performance,
                                 PlanPoint focal_point);
/// Where everybody looks: the venue's focal point, or the middle before the first row.
[[nodiscard]] PlanPoint select_focal_point(ports::SqlSession& sql, PerformanceId performance);

}  // namespace boxoffice::musical
