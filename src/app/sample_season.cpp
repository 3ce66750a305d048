#include "app/sample_season.hpp"

#include "app/cryptography.hpp"
#include "app/sample_accounts.hpp"
#include "base/fault.hpp"
#include "contexts/musical/domain/sample_season.hpp"
#include "contexts/musical/resources.hpp"
#include "contracts/codec.hpp"
#include "platform/http/client.hpp"
#include "platform/runtime/clocks.hpp"

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <future>
#include <string>
#include <vector>

namespace boxoffice::app {
namespace {

/// A staff member who talks to the public API and waits for each answer.
class Clerk {
  public:
    Clerk(std::string url, const std::string& keys) : url_(std::move(url)) {
        const platform::SystemClock clock;
        platform::JwtSigner signer{platform::KeyRing::load_or_make(token_keys_path(keys)), {}};
        const ports::TokenClaims claims{.user_id = 1,
                                        .role = "admin",
                                        .session_id = "sample-season",
                                        .expires_at = clock.now() + std::chrono::minutes{10}};
        token_ = signer.sign(claims, clock.now());
    }

    /// @return the answer's body. @throws base::InfrastructureFault unless it is 2xx.
    std::string call(ports::HttpMethod method, const std::string& path, std::string body = {}) {
        std::promise<ports::HttpAnswer> promise;
        client_.call({.method = method,
                      .url = url_ + path,
                      .headers = {{"Authorization", "Bearer " + token_},
                                  {"Content-Type", "application/json"}},
                      .body = std::move(body),
                      .timeout_ms = 60'000},
                     [&](ports::HttpAnswer answer) { promise.set_value(std::move(answer)); });
        const auto answer = promise.get_future().get();
        if (!answer.response) {
            throw base::InfrastructureFault(
                url_ + " cannot be reached (" + answer.fault +
                    "): start 'boxoffice serve' first, or write --url URL",
                base::Retry::yes);
        }
        if (answer.response->status >= 300) {
            throw base::InfrastructureFault(path + " was refused: " + answer.response->body,
                                            base::Retry::no);
        }
        return answer.response->body;
    }

    /// POSTs and returns the new resource's id.
    std::int64_t create(const std::string& path, std::string body) {
        const auto answer = call(ports::HttpMethod::post, path, std::move(body));
        const auto at = answer.find("\"id\":");
        if (at == std::string::npos) return 0;
        return std::strtoll(answer.c_str() + at + 5, nullptr, 10);
    }

  private:
    std::string url_;
    std::string token_;
    platform::http::BeastHttpClient client_;
};

bool is_empty(Clerk& clerk) {
    const auto items = clerk.call(ports::HttpMethod::get, "/items?size=1");
    return items.find("\"totalElements\":0") != std::string::npos;
}

void print_accounts(const std::string& data) {
    std::ifstream file{sample_accounts_path(data)};
    std::string line;
    bool is_first = true;
    while (std::getline(file, line)) {
        if (std::exchange(is_first, false))
            std::printf("Sign in with POST /auth/login as one of\n");
        std::printf("  %s\n", line.c_str());
    }
}

}  // namespace

int fill_sample_season(const std::string& url, const std::string& data, const std::string& keys) {
    Clerk clerk{url, keys.empty() ? data + "/keys" : keys};
    if (!is_empty(clerk)) {
        std::printf("There are musicals already; nothing was added.\n");
        return 0;
    }
    const auto season = musical::sample_season(platform::SystemClock{}.now());
    std::vector<musical::VenueId> venues;
    for (const auto& venue : season.venues) {
        venues.push_back({clerk.create("/venues", contracts::encode(venue))});
    }
    std::size_t count = 0;
    for (const auto& sample : season.musicals) {
        auto details = sample.details;
        details.venue_id = venues[sample.venue];
        const auto id = clerk.create("/items", contracts::encode(details));
        for (const auto& run : sample.runs) {
            musical::PerformanceBody body;
            static_cast<musical::PerformanceTerms&>(body) = sample.terms;
            body.venue_id = venues[sample.venue];
            body.run = run;
            clerk.call(ports::HttpMethod::post, "/items/" + std::to_string(id) + "/performances",
                       contracts::encode(body));
        }
        std::printf("  %zu of %zu  %s\n", ++count, season.musicals.size(), details.name.c_str());
        std::fflush(stdout);
    }
    print_accounts(data);
    return 0;
}

}  // namespace boxoffice::app
