// The bodies that people send to identity, read and checked.
#pragma once

#include "base/result.hpp"
#include "contexts/identity/tokens.hpp"
#include "ports/http.hpp"

#include <boost/describe/class.hpp>

#include <optional>
#include <string>

namespace boxoffice::identity {

struct RegisterBody {
    std::string email;
    std::string name;
    std::string password;
    std::optional<std::string> language;
    std::optional<std::string> carrier;
};
BOOST_DESCRIBE_STRUCT(RegisterBody, (), (email, name, password, language, carrier))

struct GuestBody {
    std::string email;
    std::string name;
    std::optional<std::string> language;
    std::optional<std::string> carrier;
};
BOOST_DESCRIBE_STRUCT(GuestBody, (), (email, name, language, carrier))

struct LoginBody {
    std::string email;
    std::string password;
    std::optional<std::string> carrier;
};
BOOST_DESCRIBE_STRUCT(LoginBody, (), (email, password, carrier))

/// POST /auth/guest/link.
struct GuestLinkBody {
    std::string code;
    std::optional<std::string> carrier;
};
BOOST_DESCRIBE_STRUCT(GuestLinkBody, (), (code, carrier))

/// Empty for a browser: its cookie says it.
struct RefreshBody {
    std::optional<std::string> refresh_token;
};
BOOST_DESCRIBE_STRUCT(RefreshBody, (), (refresh_token))

struct EditBody {
    std::optional<std::string> name;
    std::optional<std::string> language;
};
BOOST_DESCRIBE_STRUCT(EditBody, (), (name, language))

struct PasswordBody {
    std::string current_password;
    std::string new_password;
    std::optional<std::string> carrier;
};
BOOST_DESCRIBE_STRUCT(PasswordBody, (), (current_password, new_password, carrier))

/// PUT /accounts/{id}/role.
struct RoleBody {
    std::string role;
    std::optional<std::string> reason;
};
BOOST_DESCRIBE_STRUCT(RoleBody, (), (role, reason))

/// The body, or a ready 400 or 422 that names every wrong field.
template <class Body>
[[nodiscard]] base::Result<Body, ports::HttpResponse> read_body(const ports::HttpRequest& request);

/// The language a person is written to in: as said, else as the browser prefers.
[[nodiscard]] std::string language_of(const std::optional<std::string>& said,
                                      const ports::HttpRequest& request);
[[nodiscard]] std::string answer_language_of(const ports::HttpRequest& request);
[[nodiscard]] Carrier carrier_of(const std::optional<std::string>& said);

}  // namespace boxoffice::identity
