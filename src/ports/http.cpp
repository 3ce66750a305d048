#include "ports/http.hpp"

#include "base/id.hpp"
#include "base/integer.hpp"

#include <algorithm>

namespace boxoffice::ports {
namespace {

char lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool same_name(std::string_view left, std::string_view right) {
    return std::equal(left.begin(), left.end(), right.begin(), right.end(),
                      [](char a, char b) { return lower(a) == lower(b); });
}

}  // namespace

std::string_view to_text(HttpMethod method) {
    switch (method) {
        case HttpMethod::get:
            return "GET";
        case HttpMethod::head:
            return "HEAD";
        case HttpMethod::post:
            return "POST";
        case HttpMethod::put:
            return "PUT";
        case HttpMethod::patch:
            return "PATCH";
        case HttpMethod::del:
            return "DELETE";
        case HttpMethod::options:
            return "OPTIONS";
    }
    return "GET";
}

std::optional<std::string_view> HttpRequest::header(std::string_view name) const {
    for (const auto& candidate : headers) {
        if (same_name(candidate.name, name)) return candidate.value;
    }
    return std::nullopt;
}

std::optional<std::string_view> HttpRequest::query_value(std::string_view name) const {
    for (const auto& [key, value] : query) {
        if (key == name) return value;
    }
    return std::nullopt;
}

std::string_view HttpRequest::parameter(std::string_view name) const {
    for (const auto& [key, value] : parameters) {
        if (key == name) return value;
    }
    return {};
}

std::optional<std::int64_t> HttpRequest::id_parameter(std::string_view name) const {
    const auto id = base::to_integer(parameter(name));
    if (!id || *id < 1 || *id > base::id_max) return std::nullopt;
    return id;
}

bool may_call(Access access, const Principal& who) {
    switch (access) {
        case Access::everyone:
            return true;
        case Access::signed_in:
            return who.is_signed_in();
        case Access::staff:
            return who.is_staff();
        case Access::admin:
            return who.role == Principal::Role::admin;
    }
    return false;
}

}  // namespace boxoffice::ports
