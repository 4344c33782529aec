"""名册: how households and certified yields come to be, from the village's draft to the county's certification."""
