// Beast's parser, filling our request directly. It sees heads that strict_head has passed.
#pragma once

#include "ports/http.hpp"

#include <boost/beast/http/basic_parser.hpp>

#include <cstddef>
#include <optional>
#include <string_view>

namespace boxoffice::platform::http {

enum class BodyFault { none, malformed, too_large };

class RequestParser final : public boost::beast::http::basic_parser<true> {
  public:
    RequestParser() = default;

    /// Reads a complete head. @return false when it is malformed after all.
    [[nodiscard]] bool read_head(std::string_view head);

    /// Reads on through the body; `bytes` must not be empty.
    /// @return how many bytes were used, perhaps none until more have come.
    [[nodiscard]] std::size_t read_body(std::string_view bytes);

    [[nodiscard]] bool is_complete() const { return is_done(); }
    [[nodiscard]] bool has_body() const { return has_body_; }
    [[nodiscard]] BodyFault body_fault() const { return body_fault_; }

    /// The body may be this long; a longer announced one is `too_large` at once.
    void limit_body(std::size_t bytes_max);
    /// Read the body, but keep nothing of it: the answer is a refusal.
    void discard_body() { is_discarding_ = true; }

    [[nodiscard]] ports::HttpRequest& request() { return request_; }
    /// Nothing when the method is one that this server does not know.
    [[nodiscard]] std::optional<ports::HttpMethod> method() const { return method_; }
    [[nodiscard]] bool is_http_1_0() const { return is_http_1_0_; }

  private:
    using Field = boost::beast::http::field;
    using Verb = boost::beast::http::verb;
    using Text = boost::beast::string_view;
    using ErrorCode = boost::beast::error_code;
    using Length = boost::optional<std::uint64_t>;

    void on_request_impl(Verb verb, Text method, Text target, int version,
                         ErrorCode& error) override;
    void on_response_impl(int status, Text reason, int version, ErrorCode& error) override;
    void on_field_impl(Field field, Text name, Text value, ErrorCode& error) override;
    void on_header_impl(ErrorCode& error) override;
    void on_body_init_impl(const Length& length, ErrorCode& error) override;
    std::size_t on_body_impl(Text bytes, ErrorCode& error) override;
    void on_chunk_header_impl(std::uint64_t size, Text extensions, ErrorCode& error) override;
    std::size_t on_chunk_body_impl(std::uint64_t left, Text bytes, ErrorCode& error) override;
    void on_finish_impl(ErrorCode& error) override;

    std::size_t keep(Text bytes);
    void fail(BodyFault fault, ErrorCode& error);

    ports::HttpRequest request_;
    std::optional<ports::HttpMethod> method_;
    std::uint64_t body_bytes_max_ = 0;
    std::uint64_t body_bytes_ = 0;
    BodyFault body_fault_ = BodyFault::none;
    bool is_http_1_0_ = false;
    bool is_head_read_ = false;
    bool has_body_ = false;
    bool is_discarding_ = false;
};

}  // namespace boxoffice::platform::http
