// Idempotency-Key: the stored answer of a POST, claimed in the transaction of its effect.
// Source: IETF draft-ietf-httpapi-idempotency-key-header-07.
#pragma once

#include "base/clock.hpp"
#include "ports/http.hpp"
#include "ports/sql.hpp"

#include <optional>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace boxoffice::eventing {

/// `scope` = who, method, path and key; `fingerprint` tells whether the body is the same.
struct IdempotencyClaim {
    std::string scope;
    std::string fingerprint;
};

/// The claim of a request: nothing without the header; a ready 400 when the key is not 1-255
/// visible ASCII.
struct ClaimOfRequest {
    std::optional<IdempotencyClaim> claim;
    std::optional<ports::HttpResponse> refusal;
};
[[nodiscard]] ClaimOfRequest claim_of(const ports::HttpRequest& request);

struct StoredAnswer {
    std::string fingerprint;
    ports::HttpResponse response;
};

class Idempotency {
  public:
    void begin_batch();
    void want(const std::string& scope);
    void load(ports::SqlSession& sql, base::Instant kept_since);
    /// What this key was answered, in this batch or before.
    [[nodiscard]] const StoredAnswer* find(const std::string& scope) const;
    void put(const std::string& scope, StoredAnswer answer);
    [[nodiscard]] bool has_changes() const { return !added_.empty(); }
    void save(ports::SqlSession& sql, base::Instant now);

    /// Deletes what nobody may ask for any more; at most `count_max` rows a call.
    static std::int64_t purge(ports::SqlSession& sql, base::Instant kept_since,
                              std::size_t count_max);

  private:
    std::unordered_map<std::string, std::optional<StoredAnswer>> answers_;
    std::unordered_set<std::string> outdated_;  ///< answered so long ago that it counts no more
    std::vector<std::string> wanted_;
    std::vector<std::string> added_;
};

}  // namespace boxoffice::eventing
