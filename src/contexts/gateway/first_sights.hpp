// What a page shows, and will ask for, before any of its scripts runs.
#pragma once

#include "contexts/gateway/asset.hpp"
#include "ports/http.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace boxoffice::gateway {

/// Where the pages' build lays them: `/first/<name>.ko.html`, `/first/<name>.en.html`, and in
/// `/first/<name>.txt` the addresses of the API that the page asks for, one a line, with `{id}` for
/// the number in the page's own address. They are parts of pages, and no pages of their own.
/// Source: web/scripts/build_pages.mjs.
constexpr std::string_view first_sights_folder = "/first/";

struct FirstSight {
    const Asset* page;
    /// The value of a `Link` header that lets the browser ask for all of it now; empty = nothing.
    /// Source: RFC 8288; HTML, link type "preload".
    std::string links;
};

/// The first sights of the pages that have one: `/` has the one called `home`, any other path the
/// one called like its first part, if what follows is a number where one is asked for and nothing
/// where none is.
class FirstSights {
  public:
    explicit FirstSights(Assets assets);

    /// Nothing for a path without one, and for an address with a query: what it shows is narrowed
    /// by it, and so is what it asks for.
    [[nodiscard]] std::optional<FirstSight> find(const ports::HttpRequest& request) const;

  private:
    struct Known {
        std::string_view name;
        const Asset* korean;
        const Asset* english;
        std::vector<std::string_view> asks;
        bool is_numbered;
    };
    std::vector<Known> all_;
};

}  // namespace boxoffice::gateway
