#include "contracts/resource.hpp"

#include "base/integer.hpp"
#include "contracts/problem.hpp"

#include <algorithm>

namespace boxoffice::contracts {
namespace {

using ports::HttpRequest;
using ports::HttpResponse;

HttpResponse invalid_parameter(const HttpRequest& request, std::string_view name,
                               const char* reason) {
    return to_response(
        validation_problem({{{std::string{name}, reason}}},
                           request.header("Accept-Language").value_or(std::string_view{})));
}

void append_query_part(std::string& out, std::string_view text) {
    static constexpr char hex[] = "0123456789ABCDEF";
    for (const char c : text) {
        const bool is_plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                              (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.' ||
                              c == '~';
        if (is_plain) {
            out += c;
            continue;
        }
        const auto byte = static_cast<unsigned char>(c);
        out.append({'%', hex[byte >> 4], hex[byte & 15]});
    }
}

/// The request's own address with another page number.
std::string page_address(const HttpRequest& request, std::int64_t number) {
    std::string out = request.path + "?";
    for (const auto& [name, value] : request.query) {
        if (name == "page") continue;
        append_query_part(out, name);
        out += '=';
        append_query_part(out, value);
        out += '&';
    }
    return out + "page=" + std::to_string(number);
}

void append_link(std::string& out, std::string_view relation, const std::string& address) {
    if (out.back() != '{') out += ',';
    append_json_string(out, relation);
    out += ":{\"href\":";
    append_json_string(out, address);
    out += '}';
}

bool has_tag(std::string_view header, std::string_view quoted) {
    if (header == "*") return true;
    return header.find(quoted) != std::string_view::npos;
}

}  // namespace

HttpResponse json_response(int status, std::string body) {
    HttpResponse response;
    response.status = status;
    response.headers.push_back({"Content-Type", "application/json"});
    response.body = std::move(body);
    return response;
}

HttpResponse created_response(const std::string& location, std::string body) {
    auto response = json_response(201, std::move(body));
    response.headers.push_back({"Location", location});
    return response;
}

base::Result<std::optional<std::int64_t>, HttpResponse> integer_of(const HttpRequest& request,
                                                                   std::string_view name,
                                                                   std::int64_t min,
                                                                   std::int64_t max) {
    const auto text = request.query_value(name);
    if (!text) return std::optional<std::int64_t>{};
    const auto number = base::to_integer(*text);
    if (!number) return base::unexpected(invalid_parameter(request, name, "not_an_integer"));
    if (*number < min || *number > max) {
        return base::unexpected(invalid_parameter(request, name, "out_of_range"));
    }
    return number;
}

base::Result<PageRequest, HttpResponse> page_of(const HttpRequest& request,
                                                std::span<const std::string_view> sortable) {
    PageRequest page;
    const auto number = integer_of(request, "page", 0, 1'000'000'000);
    if (!number) return base::unexpected(number.error());
    const auto size = integer_of(request, "size", 1, PageRequest::size_max);
    if (!size) return base::unexpected(size.error());
    page.number = number.value().value_or(page.number);
    page.size = size.value().value_or(page.size);

    const auto sort = request.query_value("sort");
    if (!sort || sort->empty()) return page;
    const auto comma = sort->find(',');
    const auto field = sort->substr(0, comma);
    const auto direction = comma == std::string_view::npos ? "asc" : sort->substr(comma + 1);
    if (std::find(sortable.begin(), sortable.end(), field) == sortable.end() ||
        (direction != "asc" && direction != "desc")) {
        return base::unexpected(invalid_parameter(request, "sort", "not_sortable"));
    }
    page.sort = field;
    page.is_descending = direction == "desc";
    return page;
}

HttpResponse collection_response(const HttpRequest& request, std::string_view name,
                                 const std::vector<std::string>& items, const PageRequest& page,
                                 std::int64_t total) {
    const auto pages = (total + page.size - 1) / page.size;
    std::string body = "{\"_embedded\":{";
    append_json_string(body, name);
    body += ":[";
    for (const auto& item : items) {
        if (body.back() != '[') body += ',';
        body += item;
    }
    body += "]},\"page\":{\"size\":" + std::to_string(page.size) +
            ",\"totalElements\":" + std::to_string(total) +
            ",\"totalPages\":" + std::to_string(pages) +
            ",\"number\":" + std::to_string(page.number) + "},\"_links\":{";
    append_link(body, "self", page_address(request, page.number));
    if (pages > 0) {
        append_link(body, "first", page_address(request, 0));
        append_link(body, "last", page_address(request, pages - 1));
    }
    if (page.number > 0) append_link(body, "prev", page_address(request, page.number - 1));
    if (page.number + 1 < pages) append_link(body, "next", page_address(request, page.number + 1));
    body += "}}";

    HttpResponse response;
    response.headers.push_back({"Content-Type", "application/hal+json"});
    response.body = std::move(body);
    return response;
}

HttpResponse conditional(const HttpRequest& request, HttpResponse response, std::string_view tag) {
    std::string quoted = "\"";
    quoted.append(tag).append(1, '"');
    const auto known = request.header("If-None-Match");
    if (known && has_tag(*known, quoted)) {
        response.status = 304;
        response.body.clear();
        response.headers.clear();
    }
    response.headers.push_back({"ETag", quoted});
    response.headers.push_back({"Cache-Control", "no-cache"});
    return response;
}

Preferences preferences_of(const HttpRequest& request) {
    Preferences preferences;
    const auto header = request.header("Prefer");
    if (!header) return preferences;
    std::string_view rest = *header;
    while (!rest.empty()) {
        const auto end = rest.find_first_of(",;");
        auto part = rest.substr(0, end);
        rest = end == std::string_view::npos ? std::string_view{} : rest.substr(end + 1);
        while (!part.empty() && part.front() == ' ') part.remove_prefix(1);
        while (!part.empty() && part.back() == ' ') part.remove_suffix(1);
        if (part == "handling=strict") preferences.is_strict = true;
        if (!part.starts_with("wait=")) continue;
        const auto seconds = base::to_integer(part.substr(5));
        if (seconds && *seconds >= 0) {
            preferences.wait_seconds = std::min(*seconds, Preferences::wait_seconds_max);
        }
    }
    return preferences;
}

}  // namespace boxoffice::contracts
