//! Tests of the whole system, through public interfaces only.
