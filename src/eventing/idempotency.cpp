#include "eventing/idempotency.hpp"

#include "contracts/problem.hpp"

#include <algorithm>

namespace boxoffice::eventing {
namespace {

constexpr std::size_t key_length_max = 255;

constexpr ports::SqlText select_answer =
    "SELECT scope, fingerprint, status, location, content_type, body FROM idempotency "
    "WHERE scope = $1 AND created_at >= $2";
constexpr ports::SqlText upsert_answer =
    "INSERT INTO idempotency (scope, fingerprint, status, location, content_type, body, "
    "created_at) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (scope) DO UPDATE SET "
    "fingerprint = excluded.fingerprint, status = excluded.status, location = excluded.location, "
    "content_type = excluded.content_type, body = excluded.body, created_at = excluded.created_at";
constexpr ports::SqlText delete_old =
    "DELETE FROM idempotency WHERE scope IN "
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
    wanted_.clear();
    added_.clear();
}

void Idempotency::want(const std::string& scope) {
    if (answers_.try_emplace(scope).second) wanted_.push_back(scope);
}

void Idempotency::load(ports::SqlSession& sql, base::Instant kept_since) {
    if (wanted_.empty()) return;
    std::sort(wanted_.begin(), wanted_.end());
    ports::SqlRows keys{2};
    for (const auto& scope : wanted_) keys.add({scope, kept_since});
    sql.query_batch(select_answer, keys, [this](const ports::SqlRow& row) {
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
    ports::SqlRows rows{7};
    for (const auto& scope : added_) {
        const auto& answer = *answers_[scope];
        rows.add({scope, answer.fingerprint, answer.response.status,
                  header_of(answer.response, "Location"),
                  header_of(answer.response, "Content-Type"), answer.response.body, now});
    }
    sql.execute_batch(upsert_answer, rows);
}

std::int64_t Idempotency::purge(ports::SqlSession& sql, base::Instant kept_since,
                                std::size_t count_max) {
    return sql.execute(delete_old, {kept_since, count_max});
}

}  // namespace boxoffice::eventing
