// The web pages as HTTP: which file a path means, in which coding, for how long, with what headers.
#pragma once

#include "contexts/gateway/asset.hpp"
#include "contexts/gateway/first_sights.hpp"
#include "contexts/gateway/security_headers.hpp"
#include "ports/http.hpp"

#include <string_view>
#include <vector>

namespace boxoffice::gateway {

/// Whether the script of the pages knows this path: its own router shows something there.
/// Source: web/, whose routes these are.
[[nodiscard]] bool is_page_path(std::string_view path);

/// Says that the answer is another for another value of `request_header`, too.
void vary_by(ports::HttpResponse& response, std::string_view request_header);

class Pages {
  public:
    /// `assets` without "/index.html" are a bug.
    Pages(Assets assets, const SecurityTerms& terms);

    /// A file, the page for the paths that its script knows, and else 404: as a page for somebody
    /// who looks at it, as a problem for a program.
    [[nodiscard]] ports::HttpResponse answer(const ports::HttpRequest& request) const;
    /// The page itself, with its first sight when it has one and is there.
    [[nodiscard]] ports::HttpResponse page(const ports::HttpRequest& request, int status) const;

  private:
    [[nodiscard]] const Asset* find(std::string_view path) const;
    [[nodiscard]] ports::HttpResponse file(const ports::HttpRequest& request, const Asset& asset,
                                           int status) const;

    const Assets assets_;
    const Asset* index_;
    const FirstSights first_sights_;
    const std::vector<ports::HttpHeader> page_headers_;
    const std::vector<ports::HttpHeader> file_headers_;
};

}  // namespace boxoffice::gateway
