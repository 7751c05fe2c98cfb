"""The figures of the report: each file takes arrays and draws them; none computes anything about laws."""
