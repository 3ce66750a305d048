// The two invented halls: curved rows in three blocks per level, wheelchair places on the cross
// aisle.
#include "contexts/musical/domain/sample_season.hpp"

#include <array>
#include <cmath>
#include <cstdint>
#include <string>
#include <utility>

namespace boxoffice::musical {
namespace {

constexpr double seat_spacing = 55;  // centimetres between the middles of neighbouring chairs
constexpr double row_spacing = 95;
constexpr double aisle_width = 120;

struct Level {
    const char* korean;
    const char* english;
    int rows;
    std::array<int, 3> block_seats;  ///< left, centre, right; rows differ by one seat around this
    double radius;                   ///< of the first row, from the centre of the curve
    int accessible_pairs;            ///< on each side of the last row
    std::array<const char*, 3> grades;  ///< of the front, middle and back third of the rows
};

struct Hall {
    const char* korean;
    const char* english;
    int width;
    int depth;
    std::array<Level, 3> levels;
};

constexpr Hall theatre{"새벽나루 극장",
                       "Saebyeoknaru Theatre",
                       3000,
                       3600,
                       {Level{"1층", "Stalls", 16, {10, 12, 10}, 700, 4, {"VIP", "VIP", "R"}},
                        Level{"2층", "Mezzanine", 6, {10, 12, 10}, 2100, 0, {"R", "S", "S"}},
                        Level{"3층", "Balcony", 4, {7, 10, 7}, 2800, 0, {"A", "A", "A"}}}};

constexpr Hall grand_hall{"라온달 아트센터 대극장",
                          "Raondal Arts Center, Grand Hall",
                          4000,
                          5400,
                          {Level{"1층", "Stalls", 22, {13, 16, 13}, 900, 6, {"VIP", "VIP", "R"}},
                           Level{"2층", "Mezzanine", 10, {14, 18, 14}, 3000, 3, {"R", "S", "S"}},
                           Level{"3층", "Balcony", 8, {16, 20, 16}, 4000, 0, {"A", "A", "A"}}}};

/// One hall under construction.
class Builder {
  public:
    explicit Builder(const Hall& hall) : hall_(hall) {}

    SeatingPlan build() && {
        plan_.name = hall_.korean;
        plan_.name_en = hall_.english;
        plan_.size = PlanSize{hall_.width, hall_.depth};
        plan_.focal_point = {hall_.width / 2, 400};
        add_categories();
        for (std::size_t level = 0; level < hall_.levels.size(); ++level) add_level(level);
        return std::move(plan_);
    }

  private:
    void add_categories() {
        constexpr std::array<std::pair<const char*, const char*>, 4> colors{
            {{"VIP", "#8e24aa"}, {"R", "#1e88e5"}, {"S", "#43a047"}, {"A", "#fb8c00"}}};
        for (const auto& [grade, color] : colors) {
            plan_.categories.push_back({.name = grade, .color = color, .grade = grade});
        }
    }

    void add_level(std::size_t level_index) {
        const auto& level = hall_.levels[level_index];
        constexpr std::array<const char*, 3> blocks{"A", "B", "C"};
        const auto first_section = plan_.sections.size();
        for (const auto* block : blocks) {
            plan_.sections.push_back({.name = std::string{level.korean} + ' ' + block + "구역",
                                      .name_en = std::string{level.english} + ' ' + block,
                                      .zone = level.korean});
        }
        for (int row = 1; row <= level.rows; ++row) {
            int printed = 1;  // printed numbers run through the whole row, across the aisles
            for (std::size_t block = 0; block < blocks.size(); ++block) {
                auto& section = plan_.sections[first_section + block];
                section.rows.push_back(make_row(level_index, row, block, printed));
            }
        }
    }

    /// Every other row of the middle block has a chair less, the next one a chair more: people look
    /// between the heads before them.
    static int seats_in(const Level& level, int row, std::size_t block) {
        if (block != 1) return level.block_seats[block];
        return level.block_seats[block] + (row % 2 == 0 ? 1 : -1);
    }

    PlanRow make_row(std::size_t level_index, int row, std::size_t block, int& printed) const {
        const auto& level = hall_.levels[level_index];
        PlanRow out{.seat_row = row, .row_label = std::to_string(row)};
        const int count = seats_in(level, row, block);
        for (int column = 1; column <= count; ++column) {
            const auto across = distance_from_axis(level, row, block, column);
            out.seats.push_back(
                {.seat_guid = std::to_string(level_index + 1) + "-" +
                              std::string(1, static_cast<char>('A' + block)) + "-" +
                              std::to_string(row) + "-" + std::to_string(column),
                 .seat_label = std::to_string(printed),
                 .seat_col = column,
                 .position = position_of(level, row, across),
                 .category = grade_of(level, row, block),
                 .attributes = attributes_of(level_index, row, block, column, count)});
            ++printed;
        }
        return out;
    }

    /// Along the row's curve, from the middle of the hall; the left is negative.
    static double distance_from_axis(const Level& level, int row, std::size_t block, int column) {
        const int middle = seats_in(level, row, 1);
        const double half_middle = middle * seat_spacing / 2;
        const double in_block = (column - 0.5) * seat_spacing;
        if (block == 1) return in_block - half_middle;
        if (block == 2) return half_middle + aisle_width + in_block;
        return in_block - half_middle - aisle_width - level.block_seats[0] * seat_spacing;
    }

    [[nodiscard]] PlanPoint position_of(const Level& level, int row, double across) const {
        const double radius = level.radius + (row - 1) * row_spacing;
        const double curve_radius =
            radius + 1'500;  // the curve is flatter than the distance suggests
        const double angle = across / curve_radius;
        const double x = hall_.width / 2.0 + std::sin(angle) * curve_radius;
        const double y = 400 + radius - (1 - std::cos(angle)) * curve_radius;
        return {static_cast<int>(std::lround(x)), static_cast<int>(std::lround(y))};
    }

    /// The side blocks are one grade below the middle of the front rows.
    static std::string grade_of(const Level& level, int row, std::size_t block) {
        const auto third = static_cast<std::size_t>((row - 1) * 3 / level.rows);
        const std::string grade = level.grades[third];
        return grade == "VIP" && block != 1 ? "R" : grade;
    }

    /// Wheelchair places stand in pairs with a companion's chair, at the aisle end of the last row.
    /// The outermost chairs of the first rows, and of the highest level, see only part of the
    /// stage.
    [[nodiscard]] std::vector<std::string> attributes_of(std::size_t level_index, int row,
                                                         std::size_t block, int column,
                                                         int count) const {
        if (block == 1) return {};
        const auto& level = hall_.levels[level_index];
        const int from_aisle = block == 0 ? count - column : column - 1;
        if (row == level.rows && from_aisle < 2 * level.accessible_pairs) {
            return {from_aisle % 2 == 0 ? "wheelchair" : "companion"};
        }
        const int from_wall = count - 1 - from_aisle;
        const bool is_front = level_index == 0 && row <= 3;
        const bool is_high = level_index == 2;
        if (from_wall < 2 && (is_front || is_high)) return {"restricted_view"};
        return {};
    }

    const Hall& hall_;
    SeatingPlan plan_;
};

}  // namespace

SeatingPlan sample_theatre_plan() {
    return Builder{theatre}.build();
}

SeatingPlan sample_grand_hall_plan() {
    return Builder{grand_hall}.build();
}

}  // namespace boxoffice::musical
