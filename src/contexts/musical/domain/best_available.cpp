#include "contexts/musical/domain/best_available.hpp"

#include "base/invariant.hpp"
#include "contexts/musical/domain/single_seat_gap.hpp"

#include <algorithm>
#include <limits>
#include <utility>

namespace boxoffice::musical {
namespace {

using Indexes = std::vector<std::size_t>;

/// Worse than any distance inside a hall (centimetres), better than no seat.
constexpr double restricted_view_cost = 100'000;
/// A second wheelchair space, or the companion's chair beside another one, would be taken from
/// somebody who needs it.
constexpr double wasted_place_cost = 10'000'000;
/// What leaving a seat alone costs a split party: a few rows.
constexpr double single_seat_cost = 400;
/// A split party would rather sit near each other than near the stage.
constexpr double apart_weight = 4;
/// How many places for the first piece of a split party are tried, best first: fewer for larger
/// parties, so that the work stays the same.
constexpr std::size_t split_starts_budget = 48;
constexpr std::size_t split_starts_min = 2;

struct Placed {
    Indexes seats;
    double cost = std::numeric_limits<double>::infinity();
};

class Search {
  public:
    Search(const House& house, const BestAvailableRequest& request, PlanPoint focus)
        : house_(house),
          request_(request),
          count_(static_cast<std::size_t>(request.count)),
          focus_(focus) {
        cost_.reserve(house.seats().size());
        fits_.reserve(house.seats().size());
        for (const auto& seat : house.seats()) {
            const bool fits = seat.is_free(request.now) && matches(seat);
            fits_.push_back(fits);
            cost_.push_back(fits ? cost_of(seat) : 0);
        }
    }

    BestAvailable run() {
        if (const auto reason = reason_for_none(); !reason.empty()) return {.reason = reason};
        return request_.accessible ? accessible() : general();
    }

  private:
    [[nodiscard]] bool matches(const HouseSeat& seat) const {
        if (request_.grade && house_.grades()[seat.grade] != *request_.grade) return false;
        if (request_.section && house_.sections()[seat.section] != *request_.section) return false;
        return !request_.price_max || seat.price <= *request_.price_max;
    }

    [[nodiscard]] double cost_of(const HouseSeat& seat) const {
        const bool restricted = seat.attributes.has(Attribute::restricted_view);
        return distance(seat.position, focus_) + (restricted ? restricted_view_cost : 0);
    }

    [[nodiscard]] bool is_accessible(std::size_t index) const {
        return house_.seats()[index].attributes.is_accessible();
    }
    [[nodiscard]] bool is_wheelchair(std::size_t index) const {
        return house_.seats()[index].attributes.has(Attribute::wheelchair);
    }

    [[nodiscard]] std::string_view reason_for_none() const {
        std::size_t open = 0;
        std::size_t fitting = 0;
        std::size_t wheelchairs = 0;
        for (std::size_t i = 0; i < fits_.size(); ++i) {
            const auto& seat = house_.seats()[i];
            if (is_accessible(i) && !request_.accessible) continue;
            if (seat.is_free(request_.now)) ++open;
            if (fits_[i]) ++fitting;
            if (fits_[i] && is_wheelchair(i)) ++wheelchairs;
        }
        if (open == 0) return "no_seats_left";
        if (fitting == 0) return "no_matching_seats";
        if (request_.accessible && wheelchairs == 0) return "no_accessible_seats";
        if (fitting < count_) return "not_enough_seats";
        return {};
    }

    BestAvailable general() {
        const auto open = runs_where(
            house_, [&](std::size_t i) { return is_open(house_.seats()[i], request_.now); });
        Placed legal;
        Placed any;
        for (const auto& run : open) try_windows_of(run, legal, any);
        if (!legal.seats.empty()) return answer(legal.seats, true, false);
        if (!any.seats.empty()) return answer(any.seats, true, true);
        return answer(split_party(), false, false);
    }

    /// Moves a window of the party's size along the run, keeping the window's cost as it goes.
    void try_windows_of(const Run& run, Placed& legal, Placed& any) const {
        std::size_t fitting = 0;
        double cost = 0;
        for (std::size_t end = run.begin + 1; end <= run.end; ++end) {
            fitting = fits_[end - 1] ? fitting + 1 : 0;
            cost = fitting <= 1 ? 0 : cost;
            cost += cost_[end - 1];
            if (fitting > count_) cost -= cost_[end - 1 - count_];
            if (fitting < count_) continue;
            const Run window{end - count_, end};
            if (!leaves_single_seat(run, window)) keep_cheaper(legal, window, cost);
            keep_cheaper(any, window, cost);
        }
    }

    static void keep_cheaper(Placed& best, const Run& window, double cost) {
        if (cost >= best.cost) return;
        best.cost = cost;
        best.seats.clear();
        for (auto i = window.begin; i < window.end; ++i) best.seats.push_back(i);
    }

    // ---- parties that do not fit into one row piece

    /// Which seats a piece may still take: what fits, is kept for nobody and is not taken yet.
    using Mask = std::vector<bool>;

    [[nodiscard]] Mask mask_without(const Indexes& taken) const {
        Mask mask = fits_;
        for (std::size_t i = 0; i < mask.size(); ++i) {
            if (is_accessible(i)) mask[i] = false;
        }
        for (const auto index : taken) mask[index] = false;
        return mask;
    }

    [[nodiscard]] std::vector<Run> runs_of(const Mask& mask) const {
        return runs_where(house_, [&](std::size_t i) { return mask[i]; });
    }

    /// The best place in `runs` for `size` touching seats, near `anchor` if there is one.
    [[nodiscard]] Placed place_piece(const std::vector<Run>& runs, std::size_t size,
                                     const std::optional<PlanPoint>& anchor) const {
        Placed best;
        for (const auto& run : runs) {
            for (auto begin = run.begin; begin + size <= run.end; ++begin) {
                const Run window{begin, begin + size};
                keep_cheaper(best, window, piece_cost(run, window, anchor));
            }
        }
        return best;
    }

    [[nodiscard]] double piece_cost(const Run& run, const Run& window,
                                    const std::optional<PlanPoint>& anchor) const {
        double cost = leaves_single_seat(run, window) ? single_seat_cost : 0;
        for (auto i = window.begin; i < window.end; ++i) {
            cost += cost_[i] / static_cast<double>(window.size());
        }
        if (anchor) {
            const auto middle = house_.seats()[(window.begin + window.end) / 2].position;
            cost += apart_weight * distance(middle, *anchor);
        }
        return cost;
    }

    /// Adds `size` seats to `party`, in as few and as equal pieces as fit, each near `anchor`.
    /// `mask` has at least so many seats.
    void add_pieces(Placed& party, Mask& mask, std::size_t size, PlanPoint anchor) const {
        const auto piece = place_piece(runs_of(mask), size, anchor);
        if (!piece.seats.empty()) {
            for (const auto index : piece.seats) mask[index] = false;
            party.seats.insert(party.seats.end(), piece.seats.begin(), piece.seats.end());
            party.cost += piece.cost;
            return;
        }
        BOXOFFICE_INVARIANT(size > 1);
        const auto larger = (size + 1) / 2;
        add_pieces(party, mask, larger, anchor);
        add_pieces(party, mask, size - larger, anchor);
    }

    /// Tries several places for the first piece, because the best one may have nothing around it.
    [[nodiscard]] Indexes split_party() const {
        Placed best;
        for (const auto& start : first_pieces()) {
            Placed party{.seats = start.seats, .cost = start.cost};
            auto mask = mask_without(start.seats);
            const auto rest = count_ - start.seats.size();
            if (rest > 0) add_pieces(party, mask, rest, middle_of(house_, start.seats));
            if (party.cost < best.cost) best = std::move(party);
        }
        return best.seats;
    }

    /// The best window of each run for the first half of the party (less where no run is that
    /// long).
    [[nodiscard]] std::vector<Placed> first_pieces() const {
        const auto runs = runs_of(mask_without({}));
        std::size_t longest = 0;
        for (const auto& run : runs) longest = std::max(longest, run.size());
        auto piece_size = (count_ + 1) / 2;
        while (piece_size > longest) piece_size = (piece_size + 1) / 2;
        std::vector<Placed> starts;
        for (const auto& run : runs) {
            auto piece = place_piece({run}, piece_size, std::nullopt);
            if (!piece.seats.empty()) starts.push_back(std::move(piece));
        }
        std::sort(starts.begin(), starts.end(),
                  [](const Placed& a, const Placed& b) { return a.cost < b.cost; });
        const auto tried = std::max<std::size_t>(split_starts_min, split_starts_budget / count_);
        if (starts.size() > tried) starts.resize(tried);
        return starts;
    }

    // ---- accessible parties

    [[nodiscard]] BestAvailable accessible() const {
        const auto kept = wheelchair_window(count_, true);
        if (kept.cost < wasted_place_cost) return answer(kept.seats, true, false);
        const auto mixed = wheelchair_window(count_, false);
        if (!mixed.seats.empty()) return answer(mixed.seats, true, false);
        for (std::size_t size = count_ - 1; size > 0; --size) {
            auto party = wheelchair_window(size, true);
            if (party.cost >= wasted_place_cost) continue;
            auto mask = mask_without(party.seats);
            const auto rest = count_ - size;
            const auto left = std::count(mask.begin(), mask.end(), true);
            if (static_cast<std::size_t>(left) < rest) break;
            add_pieces(party, mask, rest, middle_of(house_, party.seats));
            return answer(party.seats, false, false);
        }
        return {.reason = "not_enough_seats"};
    }

    /// The best touching seats with at least one wheelchair space among them.
    [[nodiscard]] Placed wheelchair_window(std::size_t size, bool kept_places_only) const {
        Placed best;
        const auto runs = runs_where(house_, [&](std::size_t i) {
            return fits_[i] && (is_accessible(i) || !kept_places_only);
        });
        for (const auto& run : runs) {
            for (auto begin = run.begin; begin + size <= run.end; ++begin) {
                int wheelchairs = 0;
                int companions = 0;
                double cost = 0;
                for (auto i = begin; i < begin + size; ++i) {
                    wheelchairs += is_wheelchair(i) ? 1 : 0;
                    companions += is_accessible(i) && !is_wheelchair(i) ? 1 : 0;
                    cost += cost_[i];
                }
                if (wheelchairs == 0) continue;
                const int wasted = wheelchairs - 1 + std::max(0, companions - wheelchairs);
                cost += wasted * wasted_place_cost;
                keep_cheaper(best, {begin, begin + size}, cost);
            }
        }
        return best;
    }

    [[nodiscard]] BestAvailable answer(const Indexes& indexes, bool together, bool single) const {
        BestAvailable out{.together = together, .leaves_single_seat = single};
        for (const auto index : indexes) out.seats.push_back(house_.seats()[index].id);
        return out;
    }

    const House& house_;
    const BestAvailableRequest& request_;
    std::size_t count_;
    PlanPoint focus_;           ///< what the seats shall be near
    std::vector<bool> fits_;    ///< free, and what was asked for
    std::vector<double> cost_;  ///< of the fitting seats: how far from ideal
};

bool knows(const std::vector<std::string>& names, const std::optional<std::string>& name) {
    return !name || std::find(names.begin(), names.end(), *name) != names.end();
}

}  // namespace

BestAvailable best_available(const House& house, const BestAvailableRequest& request) {
    if (request.count < 1 || request.count > best_available_count_max) {
        return {.reason = "count_out_of_range"};
    }
    if (!knows(house.grades(), request.grade)) return {.reason = "unknown_grade"};
    if (!knows(house.sections(), request.section)) return {.reason = "unknown_section"};
    if (request.near.empty()) return Search{house, request, house.focal_point()}.run();
    Indexes near;
    for (const auto id : request.near) {
        const auto index = house.find(id);
        if (!index) return {.reason = "unknown_seat"};
        near.push_back(*index);
    }
    return Search{house, request, middle_of(house, near)}.run();
}

}  // namespace boxoffice::musical
