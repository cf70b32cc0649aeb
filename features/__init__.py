"""The features: the rules of the CTI framework as executable documentation."""
