#include "contexts/gateway/pages.hpp"

#include "base/invariant.hpp"
#include "contexts/gateway/negotiation.hpp"
#include "contracts/problem.hpp"

#include <algorithm>
#include <array>
#include <string>

namespace boxoffice::gateway {
namespace {

/// A first segment of the pages' own router, and whether more may follow it.
struct PagePath {
    std::string_view first;
    bool may_go_on = false;
};
constexpr std::array page_paths{
    PagePath{"/musicals", true}, PagePath{"/booking", true}, PagePath{"/checkout", true},
    PagePath{"/my", true},       PagePath{"/staff", true},   PagePath{"/sign-in"},
    PagePath{"/guest", true},    PagePath{"/sign-up"},       PagePath{"/account"},
    PagePath{"/notices"},        PagePath{"/accessibility"}, PagePath{"/terms"},
    PagePath{"/forbidden"}};

/// Pages and everything without a name of its content are asked for again each time, which costs a
/// 304; pictures may be an hour old.
std::string_view caching_of(const Asset& asset) {
    if (asset.is_immutable) return "public, max-age=31536000, immutable";
    return asset.content_type.starts_with("image/") ? "public, max-age=3600" : "no-cache";
}

bool is_page(const Asset& asset) {
    return asset.content_type.starts_with("text/html");
}

/// One file in the coding that its reader wants most.
struct Representation {
    std::string_view bytes;
    std::string_view coding;  ///< empty = none
    std::string tag;          ///< in its quotes; each coding has its own
};

Representation represent(const Asset& asset, const ports::HttpRequest& request) {
    const auto coding =
        choose_coding(request.header("Accept-Encoding"),
                      {.gzip = !asset.gzip.empty(), .brotli = !asset.brotli.empty()});
    const auto tag = '"' + std::string{asset.tag};
    switch (coding) {
        case Coding::brotli:
            return {.bytes = asset.brotli, .coding = "br", .tag = tag + "-br\""};
        case Coding::gzip:
            return {.bytes = asset.gzip, .coding = "gzip", .tag = tag + "-gzip\""};
        case Coding::identity:
            break;
    }
    return {.bytes = asset.identity, .coding = {}, .tag = tag + '"'};
}

}  // namespace

bool is_page_path(std::string_view path) {
    if (path == "/") return true;
    return std::any_of(page_paths.begin(), page_paths.end(), [path](const PagePath& known) {
        if (path == known.first) return true;
        return known.may_go_on && path.starts_with(known.first) && path[known.first.size()] == '/';
    });
}

void vary_by(ports::HttpResponse& response, std::string_view request_header) {
    for (auto& header : response.headers) {
        if (header.name == "Vary") {
            header.value.append(", ").append(request_header);
            return;
        }
    }
    response.headers.push_back({"Vary", std::string{request_header}});
}

Pages::Pages(Assets assets, const SecurityTerms& terms)
    : assets_(assets),
      index_(find("/index.html")),
      first_sights_(assets),
      page_headers_(security_headers(terms)),
      file_headers_{{"Cross-Origin-Resource-Policy", "same-origin"},
                    {"X-Content-Type-Options", "nosniff"}} {
    BOXOFFICE_INVARIANT(index_ != nullptr);
}

const Asset* Pages::find(std::string_view path) const {
    if (path.starts_with(first_sights_folder)) return nullptr;
    const auto found = std::lower_bound(
        assets_.begin(), assets_.end(), path,
        [](const Asset& asset, std::string_view wanted) { return asset.path < wanted; });
    return found != assets_.end() && found->path == path ? &*found : nullptr;
}

ports::HttpResponse Pages::answer(const ports::HttpRequest& request) const {
    if (const auto* asset = find(request.path)) return file(request, *asset, 200);
    if (is_page_path(request.path)) return page(request, 200);
    auto missing = prefers_page(request.header("Accept"))
                       ? page(request, 404)
                       : contracts::problem_response(request, 404, "not_found");
    vary_by(missing, "Accept");
    return missing;
}

ports::HttpResponse Pages::page(const ports::HttpRequest& request, int status) const {
    const auto sight = status == 200 ? first_sights_.find(request) : std::nullopt;
    if (!sight) return file(request, *index_, status);
    auto response = file(request, *sight->page, status);
    vary_by(response, "Accept-Language");
    if (!sight->links.empty()) response.headers.push_back({"Link", sight->links});
    return response;
}

ports::HttpResponse Pages::file(const ports::HttpRequest& request, const Asset& asset,
                                int status) const {
    const auto chosen = represent(asset, request);
    ports::HttpResponse response{.status = status, .headers = {}, .body = {}};
    response.headers = is_page(asset) ? page_headers_ : file_headers_;
    response.headers.push_back({"Cache-Control", std::string{caching_of(asset)}});
    response.headers.push_back({"ETag", chosen.tag});
    response.headers.push_back({"Vary", "Accept-Encoding"});
    const auto known = request.header("If-None-Match");
    if (status == 200 && known && names_tag(*known, chosen.tag)) {
        response.status = 304;
        return response;
    }
    response.headers.push_back({"Content-Type", std::string{asset.content_type}});
    if (!chosen.coding.empty()) {
        response.headers.push_back({"Content-Encoding", std::string{chosen.coding}});
    }
    response.body = chosen.bytes;
    return response;
}

}  // namespace boxoffice::gateway
