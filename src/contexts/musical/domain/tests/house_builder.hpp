// Houses drawn as text, for the tests of best-available and the gap rule.
//
// One line is one row, the stage is above: '.' free, 'x' sold, '#' blocked, ' ' aisle, 'w'
// wheelchair, 'c' companion, 'r' restricted view, 'S' a free seat of the cheaper grade S. Ids are
// row * 100 + column, both counted from 1.
#pragma once

#include "contexts/musical/domain/house.hpp"

#include <string>
#include <vector>

namespace boxoffice::musical::tests {

inline HouseEntry entry_for(char drawn, int row, int column) {
    HouseEntry entry{.details = {.seat_id = {row * 100 + column},
                                 .section = "A",
                                 .seat_row = row,
                                 .seat_col = column,
                                 .grade = drawn == 'S' ? "S" : "R",
                                 .price = {drawn == 'S' ? 50'000 : 90'000}},
                     .position = {column * 50, row * 100}};
    if (drawn == 'x') entry.status = SeatStatus::sold;
    if (drawn == '#') entry.status = SeatStatus::blocked;
    if (drawn == 'w') entry.attributes.add(Attribute::wheelchair);
    if (drawn == 'c') entry.attributes.add(Attribute::companion);
    if (drawn == 'r') entry.attributes.add(Attribute::restricted_view);
    return entry;
}

inline House draw(const std::vector<std::string>& rows, PlanPoint focal_point = {250, 0}) {
    std::vector<HouseEntry> entries;
    for (std::size_t row = 0; row < rows.size(); ++row) {
        for (std::size_t column = 0; column < rows[row].size(); ++column) {
            if (rows[row][column] == ' ') continue;
            entries.push_back(entry_for(rows[row][column], static_cast<int>(row) + 1,
                                        static_cast<int>(column) + 1));
        }
    }
    return House{entries, focal_point};
}

inline std::vector<SeatId> ids(std::initializer_list<std::int64_t> values) {
    std::vector<SeatId> out;
    for (const auto value : values) out.push_back({value});
    return out;
}

}  // namespace boxoffice::musical::tests
