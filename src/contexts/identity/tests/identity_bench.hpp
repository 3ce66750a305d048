// The identity module with real tokens on a simulated world, and ways to ask it.
#pragma once

#include "contexts/identity/module.hpp"
#include "eventing/tests/context_bench.hpp"
#include "platform/crypto/ed25519_message_signer.hpp"
#include "platform/crypto/token.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace boxoffice::identity {

using namespace std::chrono_literals;
using eventing::has;
using ports::HttpMethod;
using ports::HttpResponse;
using ports::Principal;

/// Quick, and recognisable in the database.
class PlainPasswords final : public ports::PasswordHasher {
  public:
    std::string hash(std::string_view password) override {
        return "hash of " + std::to_string(std::hash<std::string_view>{}(password));
    }
    bool verify(std::string_view password, std::string_view text) override {
        ++verifications;
        return hash(password) == text;
    }
    int verifications = 0;
};

inline std::string json_text(const HttpResponse& response, const std::string& name) {
    const auto quoted = '"' + name + "\":\"";
    const auto start = response.body.find(quoted);
    if (start == std::string::npos) return {};
    const auto from = start + quoted.size();
    return response.body.substr(from, response.body.find('"', from) - from);
}

inline std::string header_of(const HttpResponse& response, std::string_view name,
                             std::string_view part) {
    for (const auto& header : response.headers) {
        if (header.name == name && header.value.find(part) != std::string::npos) {
            return header.value;
        }
    }
    return {};
}

inline const std::string minsu =
    R"({"email":"Minsu@Example.org","name":"김민수","password":"correct horse","language":"ko"})";
inline const std::string minsu_login =
    R"({"email":"minsu@example.ORG","password":"correct horse"})";

class IdentityBench : public testing::Test {
  protected:
    IdentityBench() { restart({}); }

    void restart(Options options) {
        module_.reset();
        module_ =
            std::make_unique<Module>(bench_.environment(), std::move(options),
                                     Cryptography{passwords_, signer_, verifier_, refresh_signer_});
        module_->start();
        bench_.run_for(1s);
    }

    HttpResponse post(const std::string& path, const std::string& body,
                      std::vector<ports::HttpHeader> headers = {}) {
        return bench_.call(*module_, {.method = HttpMethod::post,
                                      .path = path,
                                      .body = body,
                                      .headers = std::move(headers)});
    }

    ports::Authenticator::Verdict authenticate(HttpMethod method,
                                               std::vector<ports::HttpHeader> headers) {
        ports::HttpRequest request;
        request.method = method;
        request.headers = std::move(headers);
        return module_->authenticator().authenticate(request);
    }
    /// Who the bearer of this access token is; user 0 when it is refused.
    Principal bearer(const std::string& token) {
        return authenticate(HttpMethod::get, {{"Authorization", "Bearer " + token}}).principal;
    }
    HttpResponse call_as(const std::string& token, HttpMethod method, const std::string& path,
                         const std::string& body = {}) {
        return bench_.call(*module_, {.method = method,
                                      .path = path,
                                      .principal = bearer(token),
                                      .body = body,
                                      .headers = {{"Authorization", "Bearer " + token}}});
    }
    HttpResponse refresh(const std::string& token) {
        return post("/auth/refresh", R"({"refreshToken":")" + token + "\"}");
    }
    ports::ContactAnswer contact(std::int64_t user) {
        ports::ContactAnswer answer{.contact = {}, .fault = "no answer"};
        module_->contacts().find(user, [&answer](ports::ContactAnswer got) { answer = got; });
        bench_.run_for(1s);
        return answer;
    }
    /// Who that buyer is, as the desk is told; or the answer that refuses him.
    ports::BuyerAnswer buyer(ports::Buyer who, const std::string& key = {}) {
        ports::HttpRequest sale;
        sale.method = HttpMethod::post;
        sale.path = "/reservations/desk-sales";
        sale.body = who.name + who.email.value_or("");
        sale.principal = {.user_id = 2, .role = Principal::Role::boxoffice};
        if (!key.empty()) sale.headers.push_back({"Idempotency-Key", key});
        ports::BuyerAnswer answer = base::unexpected(HttpResponse{});
        module_->buyers().find_or_make(sale, std::move(who),
                                       [&answer](ports::BuyerAnswer got) { answer = got; });
        bench_.run_for(1s);
        return answer;
    }
    /// Whether a text stands anywhere in the tables of identity.
    bool is_stored(const std::string& text) {
        bool found = false;
        const auto look = [&](const ports::SqlRow& row) {
            found = found || row.text(0).find(text) != std::string_view::npos;
        };
        const auto session = bench_.database().open_reader();
        session->query("SELECT email || name || password_hash || guest_code FROM account", {},
                       look);
        session->query("SELECT login_key FROM login", {}, look);
        session->query("SELECT session_id FROM session", {}, look);
        session->query("SELECT scope || fingerprint || body FROM idempotency", {}, look);
        return found;
    }

    eventing::ContextBench bench_{"identity"};
    PlainPasswords passwords_;
    platform::KeyRing ring_ = platform::KeyRing::make();
    platform::JwtSigner signer_{ring_, {}};
    platform::JwtVerifier verifier_{ring_.verification_keys(), {}};
    platform::Ed25519MessageSigner refresh_signer_{platform::KeyRing::make()};
    std::unique_ptr<Module> module_;
};

}  // namespace boxoffice::identity
