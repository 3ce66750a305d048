"""The problem documents that the door writes itself, when no context was asked or none answered.

Codes and texts are those of src/contracts/problem_texts.cpp, which a test compares.
"""
from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Problem:
    """`door_status` is what Envoy would answer by itself, `status` and `code` what people get instead."""
    door_status: int
    status: int
    code: str
    english: str
    korean: str


PROBLEMS = (
    Problem(400, 400, "malformed_request", "The request is malformed.", "잘못된 요청입니다."),
    Problem(404, 404, "not_found", "There is no such thing.", "찾을 수 없습니다."),
    # A client that took too long to say what it wants.
    Problem(408, 400, "malformed_request", "The request is malformed.", "잘못된 요청입니다."),
    Problem(413, 413, "body_too_large", "The request body is too large.", "요청 본문이 너무 큽니다."),
    Problem(429, 429, "rate_limited", "Too many requests.", "요청이 너무 많습니다."),
    Problem(431, 431, "headers_too_large", "The request headers are too large.", "요청 헤더가 너무 큽니다."),
    Problem(500, 500, "internal_error", "Something went wrong on our side.", "서버에 문제가 발생했습니다."),
    Problem(502, 503, "overloaded", "The system is busy. Please try again shortly.",
            "접속이 많습니다. 잠시 후 다시 시도해 주세요."),
    # Nobody is there to answer, or whoever was asked went away before answering.
    Problem(503, 503, "overloaded", "The system is busy. Please try again shortly.",
            "접속이 많습니다. 잠시 후 다시 시도해 주세요."),
    Problem(504, 503, "overloaded", "The system is busy. Please try again shortly.",
            "접속이 많습니다. 잠시 후 다시 시도해 주세요."),
)
RETRY_AFTER_SECONDS = 1
