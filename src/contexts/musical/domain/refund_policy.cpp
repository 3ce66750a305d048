#include "contexts/musical/domain/refund_policy.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

namespace boxoffice::musical {
namespace {

using contracts::RefundTable;

class Findings {
  public:
    void add(std::string field, const char* reason) {
        errors_.push_back({std::move(field), reason});
    }
    void check_range(std::string field, int value, int low, int high) {
        if (value < low || value > high) add(std::move(field), "out_of_range");
    }
    void check_text(const char* field, const std::optional<std::string>& text) {
        if (text && text->size() > refund_text_length_max) add(field, "too_long");
    }
    [[nodiscard]] std::vector<contracts::FieldError> take() && { return std::move(errors_); }

  private:
    std::vector<contracts::FieldError> errors_;
};

bool is_code(std::string_view text) {
    const auto fits = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
    };
    return !text.empty() && std::ranges::all_of(text, fits);
}

void check_tiers(Findings& findings, const RefundTable& table) {
    const auto& tiers = table.tiers;
    if (tiers.empty()) return findings.add("own.tiers", "missing");
    if (tiers.size() > refund_tiers_max) return findings.add("own.tiers", "too_many");
    for (std::size_t i = 0; i < tiers.size(); ++i) {
        const auto path = "own.tiers[" + std::to_string(i) + "]";
        findings.check_range(path + ".daysBefore", tiers[i].days_before, 0, refund_days_max);
        findings.check_range(path + ".feePercent", tiers[i].fee_percent, 0, 100);
        if (i == 0) continue;
        if (tiers[i].days_before >= tiers[i - 1].days_before) {
            findings.add(path + ".daysBefore", "not_descending");
        }
        if (tiers[i].fee_percent < tiers[i - 1].fee_percent) {
            findings.add(path + ".feePercent", "falling");
        }
    }
    if (tiers.back().days_before != 0) findings.add("own.tiers", "not_to_the_end");
}

void check_own(Findings& findings, const RefundTable& table) {
    if (table.code.size() > refund_code_length_max) {
        findings.add("own.code", "too_long");
    } else if (!is_code(table.code)) {
        findings.add("own.code", "not_a_code");
    }
    if (contracts::find_shipped_refund_table(table.code)) findings.add("own.code", "duplicate");
    if (table.name.empty()) findings.add("own.name", "missing");
    findings.check_text("own.name", table.name);
    findings.check_text("own.nameEn", table.name_en);
    findings.check_text("own.text", table.text);
    findings.check_text("own.textEn", table.text_en);
    check_tiers(findings, table);
    if (const auto& free = table.free_withdrawal) {
        findings.check_range("own.freeWithdrawal.withinHours", free->within_hours, 1,
                             free_withdrawal_hours_max);
        findings.check_range("own.freeWithdrawal.daysBefore", free->days_before, 0,
                             refund_days_max);
    }
}

}  // namespace

std::vector<contracts::FieldError> validate(const RefundPolicy& policy) {
    Findings findings;
    const auto& codes = policy.tables;
    if (codes.size() > refund_tables_max) findings.add("tables", "too_many");
    for (std::size_t i = 0; i < std::min(codes.size(), refund_tables_max); ++i) {
        const auto path = "tables[" + std::to_string(i) + "]";
        const auto here = codes.begin() + static_cast<std::ptrdiff_t>(i);
        if (!contracts::find_shipped_refund_table(codes[i])) findings.add(path, "unknown");
        if (std::find(codes.begin(), here, codes[i]) != here) findings.add(path, "duplicate");
    }
    if (policy.own) check_own(findings, *policy.own);
    return std::move(findings).take();
}

std::vector<RefundTable> tables_of(const std::optional<RefundPolicy>& policy) {
    if (!policy) return {*contracts::find_shipped_refund_table(contracts::refund_table_default)};
    std::vector<RefundTable> tables;
    for (const auto& code : policy->tables) {
        if (const auto* table = contracts::find_shipped_refund_table(code)) {
            tables.push_back(*table);
        }
    }
    if (policy->own) tables.push_back(*policy->own);
    return tables;
}

}  // namespace boxoffice::musical
