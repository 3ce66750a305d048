#include "app/published_language/struct_comments.hpp"

namespace boxoffice::app {

void collect_struct_comments(StructComments& comments, std::string_view header) {
    constexpr std::string_view comment_start = "///";
    constexpr std::string_view struct_start = "struct ";
    std::string comment;
    while (!header.empty()) {
        const auto end = header.find('\n');
        const auto line = header.substr(0, end);
        header.remove_prefix(end == std::string_view::npos ? header.size() : end + 1);
        if (line.starts_with(comment_start)) {
            comment.append(line.substr(comment_start.size()));
            continue;
        }
        const auto brace = line.find(" {");
        if (line.starts_with(struct_start) && brace != std::string_view::npos && !comment.empty()) {
            const auto name = line.substr(struct_start.size(), brace - struct_start.size());
            comments.insert_or_assign(std::string{name}, comment.substr(1));
        }
        comment.clear();
    }
}

}  // namespace boxoffice::app
