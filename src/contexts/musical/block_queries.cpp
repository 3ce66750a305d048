#include "contexts/musical/block_queries.hpp"

#include "contexts/musical/performance_events.hpp"
#include "contracts/codec.hpp"

namespace boxoffice::musical {
namespace {

constexpr ports::SqlText select_existing =
    "SELECT id FROM performance WHERE id = $1 AND is_deleted = 0";
constexpr ports::SqlText select_blocked =
    "SELECT id, section, seat_row, seat_col, row_label, seat_label, grade, price, currency, x, y, "
    "attributes, block_kind, block_reason, block_release_at, blocked_at, blocked_by FROM seat "
    "WHERE performance_id = $1 AND is_deleted = 0 AND status = 4 AND ($2 = '' OR block_kind = $2) "
    "ORDER BY id LIMIT $3 OFFSET $4";
constexpr ports::SqlText count_blocked =
    "SELECT COUNT(*) FROM seat WHERE performance_id = $1 AND is_deleted = 0 AND status = 4 "
    "AND ($2 = '' OR block_kind = $2)";

std::string to_line(const ports::SqlRow& row) {
    const auto description = read_description(row, 0);
    const auto& details = description.details;
    const auto block = description.block.value_or(SeatBlock{});
    BlockResource line{.seat_id = details.seat_id,
                       .section = details.section,
                       .seat_row = details.seat_row,
                       .seat_col = details.seat_col,
                       .row_label = details.row_label,
                       .seat_label = details.seat_label,
                       .grade = details.grade,
                       .price = details.price,
                       .kind = std::string{text_of(block.kind)},
                       .release_at = block.release_at,
                       .blocked_at = block.blocked_at};
    if (!block.reason.empty()) line.reason = block.reason;
    if (block.blocked_by > 0) line.blocked_by = contracts::UserId{block.blocked_by};
    return contracts::encode(line);
}

}  // namespace

std::optional<Page> select_blocks(ports::SqlSession& sql, PerformanceId performance,
                                  const std::string& kind, const contracts::PageRequest& page) {
    bool is_there = false;
    sql.query(select_existing, {performance}, [&](const ports::SqlRow&) { is_there = true; });
    if (!is_there) return std::nullopt;
    Page out;
    sql.query(select_blocked, {performance, kind, page.size, page.offset()},
              [&](const ports::SqlRow& row) { out.items.push_back(to_line(row)); });
    sql.query(count_blocked, {performance, kind},
              [&](const ports::SqlRow& row) { out.total = row.integer(0); });
    return out;
}

}  // namespace boxoffice::musical
