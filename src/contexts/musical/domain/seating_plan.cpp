#include "contexts/musical/domain/seating_plan.hpp"

#include "contexts/musical/domain/attributes.hpp"

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string_view>
#include <unordered_set>
#include <utility>

namespace boxoffice::musical {
namespace {

using contracts::FieldError;

std::string indexed(const std::string& path, const char* list, std::size_t index) {
    const std::string dot = path.empty() ? "" : ".";
    return path + dot + list + '[' + std::to_string(index) + ']';
}

/// Walks the plan once and notes what is wrong.
class Inspection {
  public:
    explicit Inspection(const SeatingPlan& plan) : plan_(plan) {}

    std::vector<FieldError> run() && {
        check_text("name", plan_.name);
        check_length("nameEn", plan_.name_en);
        check_point("focalPoint", plan_.focal_point);
        if (plan_.size) check_size(*plan_.size);
        check_categories();
        if (plan_.sections.empty()) complain("sections", "missing");
        if (plan_.sections.size() > plan_sections_max) complain("sections", "too_many");
        if (count_seats(plan_) > plan_seats_max) complain("sections", "too_many_seats");
        if (count_seats(plan_) == 0) complain("sections", "no_seats");
        if (!errors_.empty()) return std::move(errors_);
        for (std::size_t i = 0; i < plan_.sections.size(); ++i) {
            if (is_full()) break;
            check_section(plan_.sections[i], indexed("", "sections", i));
        }
        return std::move(errors_);
    }

  private:
    [[nodiscard]] bool is_full() const { return errors_.size() >= plan_errors_max; }

    void complain(std::string field, const char* reason) {
        if (!is_full()) errors_.push_back({std::move(field), reason});
    }

    void check_text(const std::string& field, const std::string& text) {
        if (text.empty()) complain(field, "missing");
        if (text.size() > plan_text_length_max) complain(field, "too_long");
    }

    void check_length(const std::string& field, const std::optional<std::string>& text) {
        if (text && text->size() > plan_text_length_max) complain(field, "too_long");
    }

    void check_size(const PlanSize& size) {
        const auto is_inside = [](int length) {
            return length >= 0 && length <= plan_coordinate_max;
        };
        if (!is_inside(size.width)) complain("size.width", "out_of_range");
        if (!is_inside(size.height)) complain("size.height", "out_of_range");
    }

    void check_point(const std::string& field, const PlanPoint& point) {
        // In 64 bits: the smallest int has no positive counterpart.
        const bool inside = std::abs(std::int64_t{point.x}) <= plan_coordinate_max &&
                            std::abs(std::int64_t{point.y}) <= plan_coordinate_max;
        if (!inside) complain(field, "out_of_range");
    }

    void check_index(const std::string& field, int index) {
        if (index < 0 || index > plan_index_max) complain(field, "out_of_range");
    }

    void check_categories() {
        for (std::size_t i = 0; i < plan_.categories.size(); ++i) {
            const auto& category = plan_.categories[i];
            const auto path = indexed("", "categories", i);
            check_text(path + ".name", category.name);
            check_length(path + ".color", category.color);
            check_length(path + ".grade", category.grade);
            if (!categories_.insert(category.name).second) complain(path + ".name", "duplicate");
        }
    }

    void check_section(const PlanSection& section, const std::string& path) {
        check_text(path + ".name", section.name);
        check_length(path + ".nameEn", section.name_en);
        check_length(path + ".zone", section.zone);
        if (!sections_.insert(section.name).second) complain(path + ".name", "duplicate");
        std::unordered_set<int> rows;
        for (std::size_t i = 0; i < section.rows.size() && !is_full(); ++i) {
            const auto row_path = indexed(path, "rows", i);
            check_index(row_path + ".seatRow", section.rows[i].seat_row);
            check_text(row_path + ".rowLabel", section.rows[i].row_label);
            if (!rows.insert(section.rows[i].seat_row).second) {
                complain(row_path + ".seatRow", "duplicate");
            }
            check_row(section.rows[i], row_path);
        }
    }

    void check_row(const PlanRow& row, const std::string& path) {
        std::unordered_set<int> columns;
        std::unordered_set<std::string_view> labels;
        for (std::size_t i = 0; i < row.seats.size() && !is_full(); ++i) {
            const auto& seat = row.seats[i];
            const auto seat_path = indexed(path, "seats", i);
            check_seat(seat, seat_path);
            if (!columns.insert(seat.seat_col).second)
                complain(seat_path + ".seatCol", "duplicate");
            if (!labels.insert(seat.seat_label).second) {
                complain(seat_path + ".seatLabel", "duplicate");
            }
        }
    }

    void check_seat(const PlanSeat& seat, const std::string& path) {
        check_text(path + ".seatGuid", seat.seat_guid);
        check_text(path + ".seatLabel", seat.seat_label);
        check_index(path + ".seatCol", seat.seat_col);
        check_point(path + ".position", seat.position);
        if (!guids_.insert(seat.seat_guid).second) complain(path + ".seatGuid", "duplicate");
        if (seat.category && categories_.count(*seat.category) == 0) {
            complain(path + ".category", "unknown_category");
        }
        for (std::size_t i = 0; i < seat.attributes.size(); ++i) {
            if (attribute_named(seat.attributes[i])) continue;
            complain(indexed(path, "attributes", i), "unknown_attribute");
        }
    }

    const SeatingPlan& plan_;
    std::vector<FieldError> errors_;
    std::unordered_set<std::string_view> categories_;
    std::unordered_set<std::string_view> sections_;
    std::unordered_set<std::string_view> guids_;
};

}  // namespace

std::size_t count_seats(const SeatingPlan& plan) {
    std::size_t count = 0;
    for (const auto& section : plan.sections) {
        for (const auto& row : section.rows) count += row.seats.size();
    }
    return count;
}

std::vector<FieldError> validate(const SeatingPlan& plan) {
    return Inspection{plan}.run();
}

std::string suggested_grade(const SeatingPlan& plan, const PlanSeat& seat,
                            const std::string& other) {
    if (!seat.category) return other;
    const auto found =
        std::find_if(plan.categories.begin(), plan.categories.end(),
                     [&](const PlanCategory& category) { return category.name == *seat.category; });
    if (found == plan.categories.end()) return other;
    return found->grade.value_or(found->name);
}

}  // namespace boxoffice::musical
