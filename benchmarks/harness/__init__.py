# SPDX-FileCopyrightText: 2026 The Landline authors
# SPDX-License-Identifier: LGPL-3.0-or-later
"""What benchmarks/run, memory and profile share."""
