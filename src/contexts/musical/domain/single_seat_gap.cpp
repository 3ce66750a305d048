#include "contexts/musical/domain/single_seat_gap.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

namespace boxoffice::musical {
namespace {

using Indexes = std::vector<std::size_t>;

/// One wish, judged against the house as it is now.
class Judgement {
  public:
    Judgement(const House& house, std::span<const SeatId> seats, Instant now)
        : house_(house), now_(now), grade_wanted_(house.grades().size(), false) {
        for (const auto id : seats) {
            const auto index = house.find(id);
            if (index && is_open(house.seats()[*index], now)) wanted_.push_back(*index);
        }
        std::sort(wanted_.begin(), wanted_.end());
        wanted_.erase(std::unique(wanted_.begin(), wanted_.end()), wanted_.end());
        for (const auto index : wanted_) grade_wanted_[house.seats()[index].grade] = true;
    }

    std::optional<GapViolation> run() {
        const auto alone = left_alone(wanted_);
        if (alone.empty()) return std::nullopt;
        auto alternatives = whole_party_elsewhere();
        if (alternatives.empty()) alternatives = one_block_elsewhere(alone);
        if (alternatives.empty()) return std::nullopt;
        GapViolation violation{.left_alone = ids_of(alone)};
        for (const auto& seats : nearest(std::move(alternatives))) {
            violation.alternatives.push_back(ids_of(seats));
        }
        return violation;
    }

  private:
    [[nodiscard]] bool is_open_at(std::size_t index) const {
        return is_open(house_.seats()[index], now_);
    }

    [[nodiscard]] std::vector<SeatId> ids_of(const Indexes& indexes) const {
        std::vector<SeatId> ids;
        for (const auto index : indexes) ids.push_back(house_.seats()[index].id);
        return ids;
    }

    /// The open seats that would stand alone once `taken` (sorted) is gone, and did not before.
    [[nodiscard]] Indexes left_alone(const Indexes& taken) const {
        const auto stays_open = [&](std::size_t index) {
            return is_open_at(index) && !std::binary_search(taken.begin(), taken.end(), index);
        };
        Indexes alone;
        for (const auto seat : taken) {
            const auto bench = house_.bench_of(seat);
            if (seat > bench.begin) note_if_alone(seat - 1, bench, stays_open, alone);
            if (seat + 1 < bench.end) note_if_alone(seat + 1, bench, stays_open, alone);
        }
        std::sort(alone.begin(), alone.end());
        alone.erase(std::unique(alone.begin(), alone.end()), alone.end());
        return alone;
    }

    template <class StaysOpen>
    static void note_if_alone(std::size_t index, const Run& bench, StaysOpen stays_open,
                              Indexes& alone) {
        if (!stays_open(index)) return;
        const bool has_left = index > bench.begin && stays_open(index - 1);
        const bool has_right = index + 1 < bench.end && stays_open(index + 1);
        if (!has_left && !has_right) alone.push_back(index);
    }

    /// Every window of `size` wanted-grade seats of an open run, where `accept` may look at (run,
    /// window).
    template <class Accept, class Visit>
    void for_each_window(const std::vector<Run>& runs, std::size_t size, Accept accept,
                         Visit visit) const {
        for (const auto& run : runs) {
            std::size_t graded = 0;  // how many seats before `end` have a wanted grade, in one go
            for (std::size_t end = run.begin + 1; end <= run.end; ++end) {
                graded = grade_wanted_[house_.seats()[end - 1].grade] ? graded + 1 : 0;
                if (graded < size) continue;
                const Run window{end - size, end};
                if (accept(run, window)) visit(window);
            }
        }
    }

    static Indexes indexes_of(const Run& window) {
        Indexes indexes(window.size());
        std::iota(indexes.begin(), indexes.end(), window.begin);
        return indexes;
    }

    [[nodiscard]] std::vector<Indexes> whole_party_elsewhere() const {
        std::vector<Indexes> found;
        const auto runs = runs_where(house_, [&](std::size_t i) { return is_open_at(i); });
        for_each_window(
            runs, wanted_.size(),
            [](const Run& run, const Run& window) { return !leaves_single_seat(run, window); },
            [&](const Run& window) { found.push_back(indexes_of(window)); });
        return found;
    }

    /// The wish in pieces of touching seats.
    [[nodiscard]] std::vector<Run> blocks() const {
        std::vector<Run> blocks;
        for (const auto index : wanted_) {
            const bool continues = !blocks.empty() && blocks.back().end == index &&
                                   house_.are_neighbours(index - 1, index);
            if (continues) {
                ++blocks.back().end;
            } else {
                blocks.push_back({index, index + 1});
            }
        }
        return blocks;
    }

    /// A party that sits in several pieces keeps all but one that causes a gap, which moves.
    [[nodiscard]] std::vector<Indexes> one_block_elsewhere(const Indexes& alone) const {
        const auto pieces = blocks();
        if (pieces.size() < 2) return {};
        std::vector<Indexes> found;
        for (const auto& piece : pieces) {
            const bool offends = std::any_of(alone.begin(), alone.end(), [&](std::size_t seat) {
                return seat + 1 == piece.begin || seat == piece.end;
            });
            if (offends) move_piece(piece, found);
        }
        return found;
    }

    void move_piece(const Run& piece, std::vector<Indexes>& found) const {
        Indexes kept;
        for (const auto index : wanted_) {
            if (index < piece.begin || index >= piece.end) kept.push_back(index);
        }
        const auto runs = runs_where(house_, [&](std::size_t i) {
            return is_open_at(i) && !std::binary_search(kept.begin(), kept.end(), i);
        });
        for_each_window(
            runs, piece.size(), [](const Run&, const Run&) { return true; },
            [&](const Run& window) {
                Indexes party = kept;
                for (auto index = window.begin; index < window.end; ++index) party.push_back(index);
                std::sort(party.begin(), party.end());
                if (left_alone(party).empty()) found.push_back(std::move(party));
            });
    }

    /// The few whose middle is nearest to the middle of the wish.
    [[nodiscard]] std::vector<Indexes> nearest(std::vector<Indexes> parties) const {
        const auto wish = middle_of(house_, wanted_);
        std::vector<std::pair<double, std::size_t>> order;
        for (std::size_t i = 0; i < parties.size(); ++i) {
            order.emplace_back(distance(wish, middle_of(house_, parties[i])), i);
        }
        const auto count = std::min(order.size(), gap_alternatives_max);
        std::partial_sort(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(count),
                          order.end());
        std::vector<Indexes> out;
        for (std::size_t i = 0; i < count; ++i) out.push_back(std::move(parties[order[i].second]));
        return out;
    }

    const House& house_;
    Instant now_;
    Indexes wanted_;
    std::vector<bool> grade_wanted_;
};

}  // namespace

std::optional<GapViolation> single_seat_gap(const House& house, std::span<const SeatId> seats,
                                            Instant now) {
    return Judgement{house, seats, now}.run();
}

}  // namespace boxoffice::musical
