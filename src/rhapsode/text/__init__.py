"""How any text is cut: lines, sentences, quotation marks, quotations and spans; and which language it is in."""
