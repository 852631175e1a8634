"""The site of a bureau (财政部门) and its offices (填报单位): a Django project that one command starts on a folder."""
