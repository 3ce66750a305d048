// A trap in Beast 1.81, named once for server and client.
#pragma once

#include <cstddef>

namespace boxoffice::platform::http {

/// As long as a chunked body is not over, at least "0\r\n\r\n" is still to come. Beast's parser
/// aborts the process
/// (`BOOST_ASSERT(n >= 5)` in parse_chunk_header) when it is asked again with less of the last
/// chunk, which the other side can bring about by sending it in pieces. So it is never shown fewer
/// bytes than that.
inline constexpr std::size_t unfinished_chunks_bytes_min = 5;

}  // namespace boxoffice::platform::http
