// What a client would rather have. Source: RFC 9110, section 12.
#pragma once

#include <optional>
#include <string_view>

namespace boxoffice::gateway {

/// Whether somebody who sends this `Accept` would rather see a page than JSON: browsers name
/// text/html before everything else; programs that take anything get JSON.
[[nodiscard]] bool prefers_page(std::optional<std::string_view> accept);

/// Whether of our two languages the first that is named is English; who names neither gets Korean,
/// as the pages themselves decide. Browsers name the one that they want most first.
[[nodiscard]] bool prefers_english(std::optional<std::string_view> accept_language);

enum class Coding { identity, gzip, brotli };

/// What there is beside the plain bytes.
struct Codings {
    bool gzip = false;
    bool brotli = false;
};

/// The coding with the highest quality; of equals brotli before gzip before none. The plain bytes
/// are sent to whoever wants nothing of what there is.
[[nodiscard]] Coding choose_coding(std::optional<std::string_view> accept_encoding,
                                   Codings available);

/// Whether an `If-None-Match` names `tag`, which stands in its quotes. Source: RFC 9110, section
/// 13.1.2 (weak comparison).
[[nodiscard]] bool names_tag(std::string_view if_none_match, std::string_view tag);

}  // namespace boxoffice::gateway
