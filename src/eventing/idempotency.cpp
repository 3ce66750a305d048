#include "eventing/idempotency.hpp"

#include "contracts/problem.hpp"

#include <algorithm>

namespace boxoffice::eventing {
namespace {

constexpr std::size_t key_length_max = 255;

constexpr ports::SqlText select_answer =
    "SELECT scope, fingerprint, status, location, content_type, body, created_at "
    "FROM idempotency WHERE scope = $1 /* FOR UPDATE */";
/// Not an upsert: of two replicas that have the same new key, the second conflicts, looks again and
/// finds the answer of the first.
constexpr ports::SqlText insert_answer =
    "INSERT INTO idempotency (scope, fingerprint, status, location, content_type, body, "
    "created_at) VALUES ($1, $2, $3, $4, $5, $6, $7)";
constexpr ports::SqlText update_answer =
    "UPDATE idempotency SET fingerprint = $2, status = $3, location = $4, content_type = $5, "
    "body = $6, created_at = $7 WHERE scope = $1";
/// The age is asked twice: a row that was used again meanwhile stays.
constexpr ports::SqlText delete_old =
    "DELETE FROM idempotency WHERE created_at < $1 AND scope IN "
    "(SELECT scope FROM idempotency WHERE created_at < $1 ORDER BY created_at LIMIT $2)";

/// Two independent 64-bit FNV-1a sums. Only the key's owner could collide with himself.
std::string fingerprint_of(std::string_view text) {
    std::uint64_t first = 14695981039346656037ULL;
    std::uint64_t second = 1099511628211ULL ^ text.size();
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        first = (first ^ byte) * 1099511628211ULL;
        second = (second ^ byte) * 6364136223846793005ULL + 1442695040888963407ULL;
    }
    return std::to_string(first) + "." + std::to_string(second);
}

std::string header_of(const ports::HttpResponse& response, std::string_view name) {
    for (const auto& header : response.headers) {
        if (header.name == name) return header.value;
    }
    return {};
}

}  // namespace

ClaimOfRequest claim_of(const ports::HttpRequest& request) {
    const auto key = request.header("Idempotency-Key");
    if (!key) return {};
    const bool is_visible =
        std::all_of(key->begin(), key->end(), [](char c) { return c > 0x20 && c < 0x7f; });
    if (key->empty() || key->size() > key_length_max || !is_visible) {
        return {.claim = {},
                .refusal = contracts::problem_response(request, 400, "idempotency_key_invalid")};
    }
    IdempotencyClaim claim;
    claim.scope = std::to_string(request.principal.user_id);
    claim.scope.append(1, ' ').append(ports::to_text(request.method));
    claim.scope.append(1, ' ').append(request.path).append(1, ' ').append(*key);
    claim.fingerprint = fingerprint_of(request.body);
    return {.claim = std::move(claim), .refusal = {}};
}

void Idempotency::begin_batch() {
    answers_.clear();
    outdated_.clear();
    wanted_.clear();
    added_.clear();
}

void Idempotency::want(const std::string& scope) {
    if (answers_.try_emplace(scope).second) wanted_.push_back(scope);
}

void Idempotency::load(ports::SqlSession& sql, base::Instant kept_since) {
    if (wanted_.empty()) return;
    std::sort(wanted_.begin(), wanted_.end());
    ports::SqlRows keys{1};
    for (const auto& scope : wanted_) keys.add({scope});
    sql.query_batch(select_answer, keys, [&](const ports::SqlRow& row) {
        if (row.instant(6) < kept_since) {
            outdated_.insert(std::string{row.text(0)});
            return;
        }
        StoredAnswer answer{std::string{row.text(1)}, {}};
        answer.response.status = static_cast<int>(row.integer(2));
        if (!row.text(3).empty())
            answer.response.headers.push_back({"Location", std::string{row.text(3)}});
        if (!row.text(4).empty()) {
            answer.response.headers.push_back({"Content-Type", std::string{row.text(4)}});
        }
        answer.response.body = row.text(5);
        answers_[std::string{row.text(0)}] = std::move(answer);
    });
}

const StoredAnswer* Idempotency::find(const std::string& scope) const {
    const auto found = answers_.find(scope);
    return found != answers_.end() && found->second ? &*found->second : nullptr;
}

void Idempotency::put(const std::string& scope, StoredAnswer answer) {
    answers_[scope] = std::move(answer);
    added_.push_back(scope);
}

void Idempotency::save(ports::SqlSession& sql, base::Instant now) {
    if (added_.empty()) return;
    ports::SqlRows new_rows{7};
    ports::SqlRows used_again{7};
    for (const auto& scope : added_) {
        const auto& answer = *answers_[scope];
        auto& rows = outdated_.count(scope) == 0 ? new_rows : used_again;
        rows.add({scope, answer.fingerprint, answer.response.status,
                  header_of(answer.response, "Location"),
                  header_of(answer.response, "Content-Type"), answer.response.body, now});
    }
    if (!new_rows.empty()) sql.execute_batch(insert_answer, new_rows);
    if (!used_again.empty()) sql.execute_batch(update_answer, used_again);
}

std::int64_t Idempotency::purge(ports::SqlSession& sql, base::Instant kept_since,
                                std::size_t count_max) {
    return sql.execute(delete_old, {kept_since, count_max});
}

}  // namespace boxoffice::eventing
